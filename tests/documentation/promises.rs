//! `docs/src/explanation/security.md`: each promise names the test that keeps it.

use crate::{read, repository, text_of};

#[test]
fn every_promise_names_tests_that_exist() {
    let page = read(&repository("docs/src/explanation/security.md"));
    let (_, promises) = page.split_once("\n## Promises\n").expect("there are promises");
    let promises = promises.split("\n## ").next().unwrap_or_default();
    let sources = text_of("src", "rs") + &text_of("tests", "rs");
    let rows = promises.lines().filter(|line| line.starts_with("| ")).skip(1);
    let mut count = 0;
    for row in rows {
        let tests = row.rsplit('|').nth(1).expect("a row has cells").split('`').skip(1).step_by(2);
        for test in tests {
            let is_file = test.contains('/') && repository(test).exists();
            assert!(is_file || sources.contains(&format!("fn {test}(")), "{test} does not exist");
            count += 1;
        }
    }
    assert!(count > 20, "the promises are not where they should be");
}
