//! `uvnix why`.

use insta::assert_snapshot;

use crate::{answer, error, refusal};

#[test]
fn a_path_says_for_which_extras_and_groups_it_is() {
    assert_snapshot!(answer("workspace", &["why", "driver-binary"]), @"
    driver-binary v3.1 is installed in every environment

      shop-core v2.0.0 (extra: sql)
      └── driver[binary] v3.1 (extra: binary) (where implementation_name != 'pypy')
          └── driver-binary v3.1

    3 other paths; use `--all` to list them
    ");
}

#[test]
fn a_path_says_which_environments_follow_it_and_for_which_choices() {
    assert_snapshot!(answer("conflicts", &["why", "tensor"]), @"
    tensor v2.5.0 is installed in every environment

      trainer v0.1.0 (extra: cpu)
      └── tensor v2.5.0
      with trainer[cpu]

      trainer v0.1.0 (group: legacy)
      └── tensor v2.5.0
      with trainer:legacy

      trainer v0.1.0
      └── logger v1.0
          └── tensor v2.5.0
      with not trainer[cuda]

    tensor v2.6.0 is installed in every environment

      trainer v0.1.0 (extra: cuda)
      └── tensor v2.6.0
      with trainer[cuda]

      trainer v0.1.0
      └── logger v1.0
          └── tensor v2.6.0
      with trainer[cuda]
    ");
}

#[test]
fn cycles_have_paths_too_and_no_path_goes_round() {
    assert_snapshot!(answer("cycles", &["why", "worm", "--all"]), @"
    worm v1 is installed in every environment

      circular v0.1.0 (extra: fast)
      └── hen[loud] v1 (extra: loud)
          └── hen[louder] v1 (extra: louder)
              └── worm v1

      circular v0.1.0 (extra: all)
      └── circular[fast, plot] v0.1.0 (extra: fast)
          └── hen[loud] v1 (extra: loud)
              └── hen[louder] v1 (extra: louder)
                  └── worm v1

      circular v0.1.0 (extra: plot)
      └── circular[fast] v0.1.0 (extra: fast)
          └── hen[loud] v1 (extra: loud)
              └── hen[louder] v1 (extra: louder)
                  └── worm v1

      circular v0.1.0 (extra: all)
      └── circular[fast, plot] v0.1.0 (extra: plot)
          └── circular[fast] v0.1.0 (extra: fast)
              └── hen[loud] v1 (extra: loud)
                  └── hen[louder] v1 (extra: louder)
                      └── worm v1

      circular v0.1.0 (group: dev)
      └── circular[all] v0.1.0 (extra: all)
          └── circular[fast, plot] v0.1.0 (extra: fast)
              └── hen[loud] v1 (extra: loud)
                  └── hen[louder] v1 (extra: louder)
                      └── worm v1

      circular v0.1.0 (group: dev)
      └── circular[all] v0.1.0 (extra: all)
          └── circular[fast, plot] v0.1.0 (extra: plot)
              └── circular[fast] v0.1.0 (extra: fast)
                  └── hen[loud] v1 (extra: loud)
                      └── hen[louder] v1 (extra: louder)
                          └── worm v1
    ");
}

#[test]
fn what_has_more_paths_than_are_shown_says_how_many() {
    assert_snapshot!(answer("cycles", &["why", "worm"]), @"
    worm v1 is installed in every environment

      circular v0.1.0 (extra: fast)
      └── hen[loud] v1 (extra: loud)
          └── hen[louder] v1 (extra: louder)
              └── worm v1

    5 other paths; use `--all` to list them
    ");
}

#[test]
fn a_member_says_so() {
    assert_snapshot!(answer("pure", &["why", "app"]), @"
    app v1.0.0 is installed in every environment
      it is a member of the project
    ");
}

#[test]
fn an_unknown_package_is_refused() {
    assert_snapshot!(refusal("pure", &["why", "nothing-like-it"]), @"
    uvnix::question::unknown_package

      × package `nothing-like-it` is not in the lock file
      help: run `uvnix tree` to list all packages
    ");
    assert_eq!(
        error("pure", &["why", "click==8"]),
        [
            "uvnix::question::not_a_name",
            "`click==8` is not a package name",
            "write only the name, without a version or extras"
        ]
    );
}
