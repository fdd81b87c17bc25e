//! The packages that `Cargo.lock` names, against the rules of `deny.toml`: licences, second versions, sources.
//!
//! `cargo deny check` reads the same file and knows more, advisories among it; this test keeps the rules where it is not
//! installed.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

use fingerpost::base::node::{Node, Value as NodeValue};
use fingerpost::config::toml_node;
use serde_json::Value;

use crate::common::skip;

/// The packages of a build with all features, tests included, as `cargo metadata` describes them.
fn packages(target: &str) -> Vec<Value> {
    let arguments =
        ["metadata", "--format-version=1", "--locked", "--offline", "--all-features", "--filter-platform", target];
    let output = Command::new(env!("CARGO"))
        .args(arguments)
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let nodes = metadata["resolve"]["nodes"].as_array().expect("a list");
    let is_used = |package: &Value| nodes.iter().any(|node| node["id"] == package["id"]);
    metadata["packages"].as_array().expect("a list").iter().filter(|package| is_used(package)).cloned().collect()
}

fn rules() -> Node {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deny.toml")).expect("deny.toml is there");
    toml_node::parse(&text).expect("deny.toml is TOML")
}

fn texts(rules: &Node, path: &str) -> Vec<String> {
    rules.get_path(path).and_then(Node::texts).unwrap_or_else(|| panic!("deny.toml has no texts at {path}"))
}

/// Whether a licence expression (SPDX, or with `/` for `OR`) is satisfied by the allowed licences.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let expression = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let words: Vec<&str> = expression.split_whitespace().collect();
    let mut at = 0;
    let is_satisfied = any(&words, &mut at, allowed);
    assert_eq!(at, words.len(), "cannot read the licence `{expression}`");
    is_satisfied
}

fn any(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut is_satisfied = all(words, at, allowed);
    while words.get(*at) == Some(&"OR") {
        *at += 1;
        is_satisfied |= all(words, at, allowed);
    }
    is_satisfied
}

fn all(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let mut is_satisfied = one(words, at, allowed);
    while words.get(*at) == Some(&"AND") {
        *at += 1;
        is_satisfied &= one(words, at, allowed);
    }
    is_satisfied
}

fn one(words: &[&str], at: &mut usize, allowed: &[String]) -> bool {
    let first = words.get(*at).copied().unwrap_or_default();
    *at += 1;
    if first == "(" {
        let is_satisfied = any(words, at, allowed);
        *at += 1;
        return is_satisfied;
    }
    let mut licence = first.to_owned();
    if words.get(*at) == Some(&"WITH") {
        licence = format!("{licence} WITH {}", words.get(*at + 1).copied().unwrap_or_default());
        *at += 2;
    }
    allowed.contains(&licence)
}

#[test]
fn packages_follow_the_rules_of_deny_toml() {
    let rules = rules();
    let allowed = texts(&rules, "licenses.allow");
    let registries = texts(&rules, "sources.allow-registry");
    let mut faults = Vec::new();
    let mut versions: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for target in texts(&rules, "graph.targets") {
        for package in packages(&target) {
            let text = |field: &str| package[field].as_str().unwrap_or_default().to_owned();
            let (name, version, licence) = (text("name"), text("version"), text("license"));
            if licence.is_empty() || !is_allowed(&licence, &allowed) {
                faults.push(format!("{name} {version} has the licence `{licence}`"));
            }
            let source = text("source");
            let registry = source.strip_prefix("registry+").unwrap_or(&source);
            if name != "fingerpost" && !registries.iter().any(|known| known == registry) {
                faults.push(format!("{name} {version} comes from `{source}`"));
            }
            let known = versions.entry(name).or_default();
            if !known.contains(&version) {
                known.push(version);
            }
        }
    }
    faults.extend(second_versions(&rules, &versions));
    assert!(faults.is_empty(), "against deny.toml:\n{}", faults.join("\n"));
}

/// Packages in two versions without an exception, and exceptions without such a package.
fn second_versions(rules: &Node, versions: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let Some(NodeValue::List(skips)) = rules.get_path("bans.skip").map(|node| &node.value) else { panic!("no skips") };
    let mut faults = Vec::new();
    let mut left = versions.clone();
    for skip in skips {
        let package = skip.get("crate").and_then(Node::text).expect("an exception names a crate");
        assert!(skip.get("reason").is_some(), "the exception for {package} has no reason");
        let (name, version) = package.split_once('@').expect("NAME@VERSION");
        let is_of = |found: &String| found == version || found.starts_with(&format!("{version}."));
        match left.get_mut(name) {
            Some(found) if found.len() > 1 && found.iter().any(is_of) => found.retain(|found| !is_of(found)),
            _ => faults.push(format!("nothing needs the exception for {package}")),
        }
    }
    let several = left.iter().filter(|(_, found)| found.len() > 1);
    faults.extend(several.map(|(name, found)| format!("{name} in the versions {}", found.join(", "))));
    faults
}

#[test]
fn licence_expressions_are_read() {
    let allowed = ["MIT".to_owned(), "Unicode-3.0".to_owned()];
    for good in ["MIT", "Apache-2.0 OR MIT", "MIT/BSD-3-Clause", "(MIT OR Apache-2.0) AND Unicode-3.0"] {
        assert!(is_allowed(good, &allowed), "{good}");
    }
    for bad in
        ["GPL-3.0", "MIT AND GPL-3.0", "Apache-2.0 WITH LLVM-exception", "(Apache-2.0 OR Zlib) AND MIT", "unknown"]
    {
        assert!(!is_allowed(bad, &allowed), "{bad}");
    }
}

/// `.ci/sbom` prints the bill of materials of the program.
#[test]
fn the_bill_of_materials_names_what_is_linked() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let print = || {
        let ran = Command::new("node").arg(".ci/sbom").current_dir(root).env("CARGO", env!("CARGO")).output();
        let Ok(ran) = ran else { return None };
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
        Some(String::from_utf8(ran.stdout).expect("JSON is UTF-8"))
    };
    let Some(text) = print() else { return skip("there is no Node.js") };
    assert_eq!(print().as_ref(), Some(&text), "the same lock file gives the same bill");
    let bill: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!((bill["bomFormat"].as_str(), bill["specVersion"].as_str()), (Some("CycloneDX"), Some("1.6")));
    assert_eq!(bill["metadata"]["component"]["name"], "fingerpost");
    let lock = fs::read_to_string(root.join("Cargo.lock")).expect("the lock file is there");
    let components = bill["components"].as_array().expect("a list");
    let names: Vec<&str> = components.iter().filter_map(|part| part["name"].as_str()).collect();
    // The direct dependencies of Cargo.toml, and none that only tests have.
    let manifest = fs::read_to_string(root.join("Cargo.toml")).expect("the manifest is there");
    let manifest = toml_node::parse(&manifest).expect("the manifest is TOML");
    let direct = manifest.get_path("dependencies").expect("there are dependencies").entries().to_vec();
    let missing: Vec<_> = direct.iter().filter(|(name, _)| !names.contains(&name.as_str())).collect();
    assert!(missing.is_empty() && direct.len() > 40, "{missing:?}");
    assert!(!names.contains(&"proptest") && !names.contains(&"boon"), "{names:?}");
    let mut references: Vec<&str> = vec!["pkg:cargo/fingerpost@0.1.0"];
    for part in components {
        let text = |field: &str| part[field].as_str().unwrap_or_default();
        assert_eq!(text("purl"), format!("pkg:cargo/{}@{}", text("name"), text("version")));
        assert!(!part["licenses"][0]["expression"].as_str().unwrap_or_default().is_empty(), "{part}");
        let hash = part["hashes"][0]["content"].as_str().unwrap_or_default();
        assert!(hash.len() == 64 && lock.contains(hash), "{part}");
        references.push(text("bom-ref"));
    }
    let dependencies = bill["dependencies"].as_array().expect("a list");
    assert_eq!(dependencies.len(), references.len());
    let named =
        dependencies.iter().flat_map(|one| one["dependsOn"].as_array().expect("a list").iter().chain([&one["ref"]]));
    let unknown: Vec<_> = named.filter(|name| !references.contains(&name.as_str().unwrap_or_default())).collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
