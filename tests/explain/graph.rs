//! `uvnix graph`.

use insta::assert_snapshot;

use crate::answer;

#[test]
fn cycles_and_choices_are_seen_in_dot() {
    assert_snapshot!(answer("conflicts", &["graph", "--format", "dot"]), @r#"
    digraph packages {
      rankdir=LR;
      node [shape=box, style=rounded, fontname=sans];
      n0 [label="checker 1.0"];
      n1 [label="driver 12.4", color=darkorange, tooltip="trainer[cuda]"];
      n2 [label="logger 1.0"];
      n3 [label="tensor 2.5.0", color=darkorange, tooltip="not trainer[cuda]"];
      n4 [label="tensor 2.6.0", color=darkorange, tooltip="trainer[cuda]"];
      n5 [label="trainer 0.1.0", style="rounded,bold"];
      n2 -> n3 [style=dashed, label="with not trainer[cuda]", color=darkorange];
      n2 -> n4 [style=dashed, label="with trainer[cuda]", color=darkorange];
      n4 -> n1 [style=dashed, label="with trainer[cuda]; in x86_64-linux", color=darkorange];
      n5 -> n0 [label="group: dev; group: legacy"];
      n5 -> n2;
      n5 -> n3 [style=dashed, label="extra: cpu; group: legacy; with trainer[cpu], or trainer:legacy", color=darkorange];
      n5 -> n4 [style=dashed, label="extra: cuda; with trainer[cuda]", color=darkorange];
    }
    "#);
    assert!(answer("cycles", &["graph", "--format", "dot"]).contains("color=red"));
}

#[test]
fn cycles_and_choices_are_seen_in_mermaid() {
    assert_snapshot!(answer("cycles", &["graph", "--format", "mermaid"]), @r#"
    flowchart LR
      n0["circular 0.1.0"]:::member
      n1["egg 1"]
      n2["hen 1"]
      n3["worm 1"]
      n0 --> n1
      n0 -->|"extra: fast"| n2
      n1 --> n2
      n2 --> n1
      n2 -->|"extra: louder"| n3
      classDef member stroke-width:3px
      classDef choice stroke:#d97706
      linkStyle 2,3 stroke:#dc2626
    "#);
}

#[test]
fn a_browser_gets_a_picture_in_which_each_package_has_its_name() {
    let text = answer("cycles", &["graph"]);
    assert!(text.starts_with("<svg xmlns=") && text.ends_with("</svg>\n"));
    for name in ["circular", "egg", "hen", "worm"] {
        assert!(text.contains(&format!("data-name=\"{name}\"")), "{name}");
    }
    assert!(text.contains("<path class=\"cycle\""));
}

#[test]
fn the_legend_of_a_picture_lists_what_occurs_and_fits() {
    let classes = |case: &str| {
        let text = answer(case, &["graph"]);
        let width = text.split('"').nth(3).and_then(|width| width.parse::<u32>().ok());
        assert!(width.is_some_and(|width| width >= 760), "{width:?}");
        ["member", "choice", "cycle"].map(|it| text.contains(&format!("<tspan class=\"{it}\">")))
    };
    assert_eq!(classes("pure"), [true, false, false]);
    assert_eq!(classes("cycles"), [true, false, true]);
    assert_eq!(classes("conflicts"), [true, true, false]);
}

#[test]
fn a_program_gets_packages_and_arrows() {
    let text = answer("pure", &["graph", "--format", "json"]);
    let answer: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(answer["version"], 1);
    assert!(!answer["packages"].as_array().unwrap().is_empty());
}
