//! What `uvnix lock2nix --check` prints after an update, and after an edit by hand.

use crate::command::Workplace;
use crate::example::{REGISTRY, lock};

/// What a mark names.
pub(crate) fn quoted(mark: &str) -> Option<String> {
    let [old, new] = [("8.1.7", "ae74fb"), ("8.1.8", "63c132")].map(|(version, hash)| {
        let hash = format!("{hash}96c20a0277a1d615f1e4d73c8414f5a98db8b799a7931d1582f3390c28");
        let url = format!("https://files.example/click-{version}-py3-none-any.whl");
        let wheels = format!("wheels = [{{ url = \"{url}\", hash = \"sha256:{hash}\" }}]");
        let registry = REGISTRY.replace("1.0", version);
        lock(&format!("{registry}\n{wheels}")).replace("needed", "click")
    });
    let workplace = Workplace::with(&[("uv.lock", &old)]);
    assert_eq!(workplace.lock2nix(&[]).code, 0);
    let generated = workplace.read("uv.nix");
    match mark {
        "an update of click" => workplace.write("uv.lock", new),
        "an edit by hand" => {
            let edited =
                generated.replace("https://files.example/click", "https://evil.example/click");
            workplace.write("uv.nix", edited);
        }
        _ => return None,
    }
    let outcome = workplace.lock2nix(&["--check"]);
    let report = outcome.report.replace("\n\n", "\n");
    Some(format!("$ uvnix lock2nix --check\n{}{}", outcome.output, report))
}
