//! What the commands answer that explain a lock: `tree`, `why`, `explain`, `graph` and `diff`.

mod answers;
mod builds;
#[path = "../case/mod.rs"]
mod case;
#[path = "../command/mod.rs"]
mod command;
mod deep;
mod diff;
mod file;
mod graph;
mod native;
mod revision;
mod tree;
mod why;

use command::Workplace;

/// What `uvnix` answers about a case.
fn answer(case: &str, arguments: &[&str]) -> String {
    answer_in("C.UTF-8", case, arguments)
}

fn answer_in(locale: &str, case: &str, arguments: &[&str]) -> String {
    let workplace = Workplace::copy_of(&case::folder().join(case));
    let outcome = workplace.uvnix(locale, arguments);
    assert_eq!((outcome.code, outcome.report.as_str()), (0, ""));
    outcome.output
}

/// What it refuses to answer about a case, and why.
fn refusal(case: &str, arguments: &[&str]) -> String {
    let workplace = Workplace::copy_of(&case::folder().join(case));
    refusal_in(&workplace, arguments)
}

/// The code, the message and the help of that.
fn error(case: &str, arguments: &[&str]) -> [String; 3] {
    Workplace::copy_of(&case::folder().join(case)).uvnix("C.UTF-8", arguments).error()
}

fn refusal_in(workplace: &Workplace, arguments: &[&str]) -> String {
    let outcome = workplace.uvnix("C.UTF-8", arguments);
    assert_eq!((outcome.code, outcome.output.as_str()), (1, ""));
    outcome.report.lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}
