//! Links between documents.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};

use crate::{case, chapters, read, repository};

/// The documents that are looked at, by their paths in the repository.
fn documents() -> Vec<String> {
    let mut others = ["README.md", "CHANGELOG.md", "CONTRIBUTING.md", "nix/tests/README.md"]
        .map(str::to_owned)
        .to_vec();
    for folder in ["examples", "nix/templates"] {
        let files = case::files(&repository(folder)).into_iter();
        let guides = files.filter(|file| file.matches('/').count() == 1);
        let guides = guides.filter(|file| file.split('/').nth(1) == Some("README.md"));
        others.extend(guides.map(|file| format!("{folder}/{file}")));
    }
    let chapters = chapters().into_iter().map(|chapter| format!("docs/src/{chapter}"));
    others.into_iter().chain(chapters).collect()
}

/// The text outside of blocks of code and of code between backticks.
fn prose(text: &str) -> String {
    let outside = text.split("```").step_by(2);
    let lines = Vec::from_iter(outside).join("");
    lines.split('`').step_by(2).collect()
}

/// Where the links of a document lead.
fn links(text: &str) -> Vec<String> {
    let after = prose(text);
    let targets = after.split("](").skip(1).filter_map(|rest| rest.split_once(')'));
    targets.map(|(target, _)| target.to_owned()).collect()
}

/// The anchors that GitHub and mdBook give the headings of a document.
fn anchors(text: &str) -> BTreeSet<String> {
    let outside = Vec::from_iter(text.split("\n```").step_by(2)).join("\n");
    let headings = outside.lines().filter(|line| line.starts_with('#'));
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let anchors = headings.map(|heading| {
        let letters = heading.trim_start_matches('#').trim().to_lowercase();
        let kept = letters.chars().filter_map(|letter| match letter {
            ' ' => Some('-'),
            letter if letter.is_alphanumeric() || matches!(letter, '-' | '_') => Some(letter),
            _ => None,
        });
        let anchor = String::from_iter(kept);
        let before = seen.entry(anchor.clone()).or_default();
        *before += 1;
        if *before > 1 { format!("{anchor}-{}", *before - 1) } else { anchor }
    });
    anchors.collect()
}

/// A path without `.` and `..`, or nothing if it leads out of the folder that it is relative to.
fn tidy(path: &Path) -> Option<PathBuf> {
    let mut tidy = PathBuf::new();
    for part in path.components() {
        if part == Component::ParentDir {
            tidy.pop().then_some(())?;
        } else if part != Component::CurDir {
            tidy.push(part);
        }
    }
    Some(tidy)
}

#[test]
fn every_link_leads_to_a_file_and_to_a_heading_of_it() {
    for document in documents() {
        let text = read(&repository(&document));
        for link in links(&text) {
            if link.contains("://") {
                continue;
            }
            let (file, anchor) = link.split_once('#').unwrap_or((&link, ""));
            let folder = Path::new(&document).parent().expect("a file lies in a folder");
            let target = match file {
                "" => Some(PathBuf::from(&document)),
                _ => tidy(&folder.join(file)),
            };
            let target = target.unwrap_or_else(|| panic!("{document} links to {link}"));
            let target = target.to_str().expect("names are text");
            assert!(repository(target).exists(), "{document} links to {link}");
            let has_heading = || anchors(&read(&repository(target))).contains(anchor);
            assert!(anchor.is_empty() || has_heading(), "{document} links to {link}");
        }
    }
}

#[test]
fn the_book_does_not_link_to_what_is_not_in_it() {
    for chapter in chapters() {
        for link in links(&read(&repository("docs/src").join(&chapter))) {
            let folder = Path::new(&chapter).parent().expect("a file lies in a folder");
            let is_inside = link.contains("://") || tidy(&folder.join(&link)).is_some();
            assert!(is_inside, "{chapter} links to {link}");
        }
    }
}

#[test]
fn the_summary_has_each_chapter_once() {
    let mut listed = links(&read(&repository("docs/src/SUMMARY.md")));
    listed.sort();
    let mut chapters = chapters();
    chapters.retain(|chapter| chapter != "SUMMARY.md");
    assert_eq!(listed, chapters);
}

/// The pages that a page of the book links to, by their paths in `docs/src`.
fn linked(page: &str) -> BTreeSet<String> {
    let folder = Path::new(page).parent().expect("a file lies in a folder");
    let targets = links(&read(&repository("docs/src").join(page))).into_iter().filter_map(|link| {
        let page = tidy(&folder.join(link.split('#').next()?))?;
        page.extension().is_some_and(|it| it == "md").then_some(page.to_str()?.to_owned())
    });
    targets.collect()
}

#[test]
fn a_title_is_that_of_the_summary() {
    for line in read(&repository("docs/src/SUMMARY.md")).lines() {
        let line = line.trim_start_matches([' ', '-']);
        let Some((title, rest)) = line.strip_prefix('[').and_then(|it| it.split_once("](")) else {
            continue;
        };
        let page = read(&repository("docs/src").join(rest.trim_end_matches(')')));
        assert_eq!(page.lines().next(), Some(format!("# {title}").as_str()), "{rest}");
    }
}

#[test]
fn what_people_look_for_is_at_most_two_clicks_from_the_first_page() {
    let near = linked("index.md");
    let reached = near.iter().flat_map(|page| linked(page)).chain(near.iter().cloned());
    let reached = BTreeSet::from_iter(reached);
    for page in [
        "howto/build-fails.md",
        "howto/runtime-fails.md",
        "howto/stale-or-missing.md",
        "reference/errors.md",
        "reference/evaluation-errors.md",
        "howto/native.md",
        "tutorial/daily-work.md",
        "howto/ci.md",
        "howto/from-uv2nix.md",
        "howto/review.md",
        "howto/merge-conflict.md",
        "reference/settings.md",
    ] {
        assert!(reached.contains(page), "{page} is more than two clicks away");
    }
}

#[test]
fn every_old_address_leads_to_a_page() {
    let book: toml::Table = read(&repository("docs/book.toml")).parse().expect("it is TOML");
    let redirects = book["output"]["html"]["redirect"].as_table().expect("there are old addresses");
    for (old, new) in redirects {
        let page = |address: &str| {
            let address = address.trim_start_matches('/').replace(".html", ".md");
            repository("docs/src").join(address.split('#').next().expect("a split has a part"))
        };
        assert!(!page(old).exists(), "{old} is a page");
        assert!(page(new.as_str().expect("an address is text")).exists(), "{old} leads to {new}");
    }
}

#[test]
fn anchors_are_those_of_github() {
    let text = "# A `b::c_d`, e!\n```\n# no heading\n```\n## Same\n## Same\n";
    let anchors = Vec::from_iter(anchors(text));
    assert_eq!(anchors, ["a-bc_d-e", "same", "same-1"]);
}
