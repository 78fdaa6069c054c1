//! The example `shape_rows` makes the same response objects of rows as the straightforward way does.

use schema_registry::SchemaRegistry;
use serde_json::{Value, json};

use crate::support::fixtures;
use crate::support::old_design::OldRegistry;
use crate::support::schema::synthetic;
use crate::support::shape::{response, rows, straightforward};

/// A document, loaded both ways.
struct Both {
    old: OldRegistry,
    ours: SchemaRegistry,
}

impl Both {
    fn load(json: &str) -> Self {
        Self {
            old: OldRegistry::from_json(json).expect("the old design reads it"),
            ours: SchemaRegistry::from_json(json).expect("the document loads"),
        }
    }

    /// What `rows` are by the straightforward way, and by ours.
    fn shape(&self, of: &str, rows: &str) -> [Result<Value, serde_json::Error>; 2] {
        let mut out = Vec::new();
        let plain = straightforward::shape(&self.old, of, rows).map(|text| parsed(text.as_bytes()));
        let target = self.ours.get_type(of).expect("the type is there");
        [plain, response::shape(&self.ours, target, rows, &mut out).map(|()| parsed(&out))]
    }
}

fn parsed(text: &[u8]) -> Value {
    serde_json::from_slice(text).expect("a response is JSON")
}

/// A few types that have everything that a row may run into.
fn small() -> Both {
    let field = |type_name: &str, nested: bool, list: bool| json!({ "type_name": type_name, "is_nested_object": nested, "is_list": list });
    let document = json!({ "version": "1.0", "features": [], "types": {
        "User": { "fields": {
            "id": field("ID", false, false),
            "createdAt": field("String", false, false),
            "exact_name": field("String", false, false),
            "exactName": field("String", false, false),
            "settings": field("JSON", false, false),
            "bestFriend": field("User", true, false),
            "postGrid": field("Post", true, true),
            "lostParts": field("Lost", true, true),
        } },
        "Post": { "fields": { "postTitle": field("String", false, false), "tagNames": field("String", false, true) } },
        "Search": { "kind": "UNION", "members": ["User", "Post"] },
    } });
    Both::load(&document.to_string())
}

#[track_caller]
fn assert_both(schema: &Both, of: &str, rows: &Value, expected: &Value) {
    for (way, shaped) in ["straightforward", "ours"].iter().zip(schema.shape(of, &rows.to_string())) {
        assert_eq!(&shaped.expect("the rows are sound"), expected, "{way}");
    }
}

#[test]
fn rows_become_response_objects() {
    let rows = json!([{
        "id": "1", "created_at": "2026", "exact_name": "kept", "settings": { "dark_mode": true },
        "password_hash": "secret", "lost_parts": [{ "a_b": 1 }],
        "best_friend": { "created_at": null, "best_friend": null },
        "post_grid": [[{ "post_title": "a" }], [null, { "tag_names": ["x_y", null] }], []],
    }, null]);
    let expected = json!([{
        "__typename": "User",
        "id": "1", "createdAt": "2026", "exact_name": "kept", "settings": { "dark_mode": true },
        "bestFriend": { "__typename": "User", "createdAt": null, "bestFriend": null },
        "postGrid": [
            [{ "__typename": "Post", "postTitle": "a" }],
            [null, { "__typename": "Post", "tagNames": ["x_y", null] }],
            []
        ],
    }, null]);
    assert_both(&small(), "User", &rows, &expected);
}

#[test]
fn a_scalar_where_an_object_belongs_is_kept() {
    let rows = json!({ "best_friend": [7, -7, 0.5, "text", true, {}] });
    let friend = json!([7, -7, 0.5, "text", true, { "__typename": "User" }]);
    assert_both(&small(), "User", &rows, &json!({ "__typename": "User", "bestFriend": friend }));
}

#[test]
fn a_row_of_a_union_says_of_which_type_it_is() {
    let rows =
        json!([{ "__typename": "Post", "post_title": "a" }, { "__typename": "User", "post_title": "a" }]);
    let expected = json!([{ "__typename": "Post", "postTitle": "a" }, { "__typename": "User" }]);
    assert_both(&small(), "Search", &rows, &expected);
}

#[test]
fn a_row_of_a_type_that_is_not_there_is_an_error() {
    for shaped in small().shape("Search", r#"[{ "__typename": "Nobody" }]"#) {
        assert!(shaped.unwrap_err().to_string().contains("unknown type `Nobody`"));
    }
}

#[test]
fn what_is_not_json_is_an_error() {
    for rows in ["", "[{]", r#"{"id": tru}"#, "{} {}", r#"{"best_friend": {"id": 01}}"#] {
        for shaped in small().shape("User", rows) {
            shaped.expect_err(rows);
        }
    }
}

#[test]
fn generated_rows_are_shaped_alike_both_ways() {
    let (github, synthetic) = (Both::load(&fixtures::github()), Both::load(&synthetic(100, 15)));
    let mut seen = (0, 0);
    for schema in [&github, &synthetic] {
        for (of, seed) in schema.ours.types().filter(|of| of.fields().len() > 0).zip(0..) {
            let rows = rows::rows(&schema.ours, of, 3, seed);
            let [plain, ours] =
                schema.shape(of.name(), &rows).map(|shaped| shaped.expect("the rows are sound"));
            assert_eq!(plain, ours, "{}: {rows}", of.name());
            seen = (seen.0 + 1, seen.1 + rows.len());
        }
    }
    assert!(seen.0 > 1_000 && seen.1 > 1_000_000, "{} types, {} bytes of rows are too few", seen.0, seen.1);
}
