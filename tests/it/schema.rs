//! The JSON Schema of the kinds is valid, and accepts and refuses the front matter that the checks accept and refuse.

use std::sync::Arc;

use boon::{Compiler, Draft, SchemaIndex, Schemas};
use fingerpost::base::tree::Tree;
use fingerpost::compile::options::Options;
use fingerpost::config::read;
use fingerpost::parse::kind::schema;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::common::compile;

const CONFIG: &str = r#"
[kinds.document]
inline_metadata = "front-matter"

[kinds.order]
label = "Standing order"
controlled = true

[kinds.order.fields]
id = { pattern = "SO-[0-9]{3}" }
risk = { label = "Risk class", required = true, values = ["very low", "high"] }
pages = { type = "number" }
signed = { type = "boolean", required = true }
sites = { type = "list", aliases = ["place.sites"] }

[kinds.leaflet]
inline_metadata = "table"

[kinds.leaflet.fields]
version = { required = true }
"#;

/// Diagnostics that the schema speaks of.
const TOLD: &[&str] = &["kind/missing-field", "kind/placeholder", "kind/invalid-field"];

fn is_accepted_by_checks(front: &Map<String, Value>) -> bool {
    // A JSON text is YAML too.
    let lines: Vec<String> = front.iter().map(|(name, value)| format!("{}: {value}", json!(name))).collect();
    let mut tree = Tree::default();
    tree.insert("fingerpost.toml", CONFIG.as_bytes().to_vec());
    tree.insert("content/page.md", format!("---\n{}\n---\n# A title\n", lines.join("\n")).into_bytes());
    let options = Options { content: "content".into(), has_folders: true, drafts: true, ..Options::default() };
    let compilation = compile(&Arc::new(tree), &options);
    let hard = compilation.diagnostics.iter().find(|diagnostic| diagnostic.is_fatal());
    assert!(hard.is_none(), "{hard:?} in {lines:?}");
    // A date that cannot be read is reported under its own code, where its name is one that every page may have.
    let has_dates = ["order", "Order", "document"].iter().any(|kind| front.get("kind") == Some(&json!(kind)))
        || front.get("controlled") == Some(&json!(true));
    let is_retired = front.get("status") == Some(&json!("withdrawn"));
    let is_date = |code: &str| matches!(code, "meta/invalid-date" | "meta/ambiguous-date") && has_dates && !is_retired;
    let is_told = |code: &str| TOLD.contains(&code) || is_date(code);
    !compilation.diagnostics.iter().any(|diagnostic| is_told(diagnostic.code.name))
}

fn schema() -> Value {
    let (config, diagnostics) = read::read(CONFIG);
    assert!(diagnostics.is_empty(), "{diagnostics:?}");
    schema::of_all(&config.kinds)
}

struct Validator {
    schemas: Schemas,
    index: SchemaIndex,
}

impl Validator {
    /// Compiles a schema; an error if it is not valid by the schema of its draft.
    fn new(schema: Value) -> Result<Validator, String> {
        const NAME: &str = "schema.json";
        let (mut schemas, mut compiler) = (Schemas::new(), Compiler::new());
        compiler.set_default_draft(Draft::V2020_12);
        compiler.add_resource(NAME, schema).map_err(|error| error.to_string())?;
        let index = compiler.compile(NAME, &mut schemas).map_err(|error| error.to_string())?;
        Ok(Validator { schemas, index })
    }

    fn is_valid(&self, value: &Value) -> bool {
        self.schemas.validate(value, self.index).is_ok()
    }
}

fn validator() -> Validator {
    Validator::new(schema()).expect("the schema can be used")
}

fn good() -> Map<String, Value> {
    let Value::Object(front) = json!({
        "kind": "order", "id": "SO-001", "version": "1.10", "status": "published", "owner": "Operations",
        "approver": ["Anna", "Ben"], "effective_date": "2026-01-05", "review_by": "2027-01-05", "risk": "High",
        "signed": true,
    }) else {
        unreachable!("it is written as a map")
    };
    front
}

#[test]
fn the_schema_is_one_of_its_draft_and_each_kind_alone_too() {
    assert_eq!(Validator::new(schema()).err(), None);
    assert!(Validator::new(json!({ "type": "no type" })).is_err());
    let (config, _) = read::read(CONFIG);
    for kind in &config.kinds.list {
        let one = schema::of_one(&config.kinds, kind);
        assert_eq!(Validator::new(one).err(), None, "{}", kind.name);
    }
    let order = schema::of_one(&config.kinds, config.kinds.find("order").expect("it is defined"));
    assert!(Validator::new(order).expect("it can be used").is_valid(&Value::Object(good())));
}

#[test]
fn the_schema_and_the_checks_refuse_the_same_faults() {
    let validator = validator();
    assert!(validator.is_valid(&Value::Object(good())) && is_accepted_by_checks(&good()));
    let faults = [
        ("id", json!("SO-12")),
        ("id", json!("SO-XXX")),
        ("id", Value::Null),
        ("version", json!({ "major": 1 })),
        ("version", json!("TBD")),
        ("owner", json!("[Owner]")),
        ("owner", json!(["OWNER"])),
        ("owner", json!(" ")),
        ("approver", json!([])),
        ("approver", json!("<name>")),
        ("effective_date", json!("YYYY-MM-DD")),
        ("effective_date", json!("05/06/2026")),
        ("effective_date", json!("2026-02-30")),
        ("review_by", json!(7)),
        ("risk", json!("medium")),
        ("signed", json!("yes")),
        ("pages", json!("many")),
        ("sites", json!({ "a": 1 })),
        ("classification", json!("???")),
    ];
    for (name, value) in faults {
        let mut front = good();
        front.insert(name.to_owned(), value.clone());
        assert!(!is_accepted_by_checks(&front), "the checks accept {name}: {value}");
        assert!(!validator.is_valid(&Value::Object(front)), "the schema accepts {name}: {value}");
    }
    for name in ["id", "version", "status", "owner", "approver", "effective_date", "review_by", "risk", "signed"] {
        let mut front = good();
        front.remove(name);
        assert!(!is_accepted_by_checks(&front), "the checks accept a page without {name}");
        assert!(!validator.is_valid(&Value::Object(front)), "the schema accepts a page without {name}");
    }
}

#[test]
fn fields_in_the_text_are_not_required_in_front_matter() {
    let leaflet = json!({ "kind": "leaflet" });
    assert!(validator().is_valid(&leaflet));
    assert!(!is_accepted_by_checks(leaflet.as_object().expect("it is written as a map")));
    assert!(!validator().is_valid(&json!({ "kind": "leaflet", "version": "TBD" })));
}

/// Values of one field, some good, some not, some absent.
fn values(values: &'static [&'static str]) -> impl Strategy<Value = Option<Value>> {
    let read = |text: &str| serde_json::from_str::<Value>(text).expect("the values of this test are JSON");
    prop_oneof![1 => Just(None), 4 => prop::sample::select(values).prop_map(move |text| Some(read(text)))]
}

fn fronts() -> impl Strategy<Value = Map<String, Value>> {
    let fields = (
        values(&[r#""order""#, r#""Order""#, r#""document""#, r#""guidance""#]),
        (values(&[r#""SO-001""#, r#""SO-1""#]), values(&[r#""SO-002""#])),
        (values(&[r#""1.10""#, "2", "null"]), values(&["3", r#""""#])),
        values(&[r#""published""#, r#""In Review""#, r#""draft""#, r#""withdrawn""#, r#""own word""#]),
        (values(&[r#""Operations""#, r#""TBD""#]), values(&[r#""Desk""#])),
        (values(&[r#""Head""#, r#"["Anna", "Ben"]"#]), values(&[r#"["Anna"]"#])),
        (values(&[r#""2026-01-05""#, r#""soon""#]), values(&[r#""2026-1-5 9:05""#])),
        (values(&[r#""2027-01-05""#]), values(&[r#""6 months""#])),
        (values(&[r#""High""#, r#""very-low""#, r#""none""#]), values(&["true", "false"])),
        (values(&[r#"{"sites": "north"}"#, r#"{"sites": {"a": 1}}"#]), values(&["true", "false"])),
    );
    fields.prop_map(
        |(kind, id, version, status, owner, approver, from, review, (risk, signed), (place, controlled))| {
            let named = [
                ("kind", kind),
                ("id", id.0),
                ("doc_id", id.1),
                ("version", version.0),
                ("revision", version.1),
                ("status", status),
                ("owner", owner.0),
                ("process_owner", owner.1),
                ("approver", approver.0),
                ("approvers", approver.1),
                ("effective_date", from.0),
                ("effective", from.1),
                ("review_by", review.0),
                ("review_in", review.1),
                ("risk", risk),
                ("signed", signed),
                ("place", place),
                ("controlled", controlled),
            ];
            named.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))).collect()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_schema_and_the_checks_agree(front in fronts()) {
        thread_local!(static VALIDATOR: Validator = validator());
        let by_schema = VALIDATOR.with(|validator| validator.is_valid(&Value::Object(front.clone())));
        prop_assert_eq!(by_schema, is_accepted_by_checks(&front), "{}", Value::Object(front));
    }
}
