//! The message of each finding, once.

use std::collections::BTreeSet;

use super::*;

/// Every message, once.
#[test]
#[expect(clippy::too_many_lines, reason = "a row for each finding")]
fn each_finding_says_the_fact() {
    let messages = [
        (Finding::Syntax { message: "it is a page".into() }, "it is a page"),
        (Finding::NotUtf8, "the text is not UTF-8"),
        (Finding::MissingKey { key: "fields" }, "missing key `fields`"),
        (Finding::WrongType { expected: "a string", found: "a number" }, "expected a string, found a number"),
        (Finding::EmptyName, "a name must not be empty"),
        (
            Finding::MisspelledKey { key: "implments".into(), meant: "implements" },
            "`implments` is kept as an unknown key; did you mean `implements`?",
        ),
        (Finding::Duplicate { key: "fields".into() }, "`fields` is defined twice"),
        (Finding::Repeated { name: "User".into() }, "`User` is defined twice; both definitions are equal"),
        (Finding::ListedTwice { name: "User".into() }, "`User` is listed twice"),
        (Finding::ReservedKey { key: "fields".into() }, "the key `fields` is reserved"),
        (
            Finding::InvalidTypeReference { text: "[User".into() },
            "`[User` is not a type reference such as `[User!]!`",
        ),
        (
            Finding::Contradiction { text: "[User".into(), key: "fields", value: "Post".into() },
            "the type `[User` contradicts `fields`: Post",
        ),
        (
            Finding::NestingContradiction { written: true, type_name: "Post".into(), kind: TypeKind::Enum },
            "`is_nested_object` is true, but `Post` is of kind ENUM; the kind takes precedence",
        ),
        (
            Finding::UnknownKind { kind: "TABLE".into() },
            "`TABLE` is not a kind of type (OBJECT, INTERFACE, UNION, ENUM, INPUT_OBJECT, SCALAR)",
        ),
        (
            Finding::KeyOfLaterVersion { key: "fields" },
            "`fields` is kept as an unknown key: the document is of version 1.0, and the value is not valid in version 1.1",
        ),
        (
            Finding::KeyOfOtherKind { key: "members", kind: TypeKind::Enum },
            "a type of kind ENUM has no `members`",
        ),
        (Finding::TooMany { what: "types", limit: 64 }, "more than 64 types"),
        (Finding::TooDeep { limit: 64 }, "nested more than 64 levels deep"),
        (Finding::OtherVersion { version: "2.0".into() }, "unknown version `2.0`; read as 1.x"),
        (Finding::UnresolvedReference { name: "User".into() }, "unknown type `User`"),
        (Finding::InvalidName { name: "User".into() }, "`User` is not a GraphQL name"),
        (Finding::OtherFormat { message: "it is a page".into() }, "it is a page"),
        (
            Finding::ServerErrors { message: "it is a page".into() },
            "the server reported an error along with the schema: it is a page",
        ),
        (Finding::NoTypes, "the schema has no types"),
        (
            Finding::ReservedName { name: "User".into() },
            "the type `User` is ignored: names that begin with `__` are reserved",
        ),
        (
            Finding::RootOfOtherKind {
                name: "User".into(),
                kind: TypeKind::Enum,
                operation: Operation::Query,
            },
            "`User` is not the query root, since it is of kind ENUM",
        ),
        (
            Finding::ArgumentNotAString { directive: "deprecated".into(), argument: "reason".into() },
            "`reason` of `@deprecated` must be a string",
        ),
        (Finding::ExtensionOfNothing { name: "User".into() }, "cannot extend unknown type `User`"),
        (
            Finding::ExtensionOfOtherKind {
                name: "User".into(),
                kind: TypeKind::Enum,
                extended_as: TypeKind::Interface,
            },
            "`User` cannot be extended as INTERFACE: it is of kind ENUM",
        ),
        (Finding::NotAboutTypes, "operations and fragments are ignored"),
        (
            Finding::MissingList { kind: TypeKind::Enum, name: "User".into(), key: "fields" },
            "the ENUM `User` has no list `fields`",
        ),
        (Finding::InvalidLiteral { text: "[User".into() }, "`[User` is not a literal"),
        (Finding::EmptyType { name: "User".into(), kind: TypeKind::Enum }, "the ENUM `User` is empty"),
        (
            Finding::NotAnInterface { name: "User".into(), kind: TypeKind::Enum },
            "`User` cannot be implemented: it is of kind ENUM",
        ),
        (
            Finding::NotAnObject { name: "User".into(), kind: TypeKind::Enum },
            "`User` must be an OBJECT, but is of kind ENUM",
        ),
        (
            Finding::NotInput { name: "User".into(), kind: TypeKind::Enum },
            "`User` cannot be an input type: it is of kind ENUM",
        ),
        (
            Finding::NotOutput { name: "User".into(), kind: TypeKind::Enum },
            "`User` cannot be an output type: it is of kind ENUM",
        ),
        (
            Finding::MissingField { interface: "Node".into(), field: "id".into() },
            "missing field `id`, required by interface `Node`",
        ),
        (
            Finding::MissingInterface { name: "User".into(), because_of: "Resource".into() },
            "missing interface `User`, required by interface `Resource`",
        ),
        (
            Finding::OtherTypeThanInterface {
                interface: "Node".into(),
                found: "Int".into(),
                expected: "ID!".into(),
            },
            "type `Int` does not match `ID!` of interface `Node`",
        ),
        (
            Finding::OtherArgumentThanInterface {
                interface: "Node".into(),
                argument: "reason".into(),
                expected: "ID!".into(),
            },
            "missing argument `reason: ID!`, required by interface `Node`",
        ),
        (
            Finding::RequiredArgumentNotInInterface { interface: "Node".into(), argument: "reason".into() },
            "required argument `reason` is not in interface `Node`",
        ),
        (
            Finding::CamelCaseCollision {
                first: "userId".into(),
                second: "user_id".into(),
                camel_case: "userId".into(),
            },
            "the fields `userId` and `user_id` are both `userId` in camelCase",
        ),
    ];
    let said: BTreeSet<&str> = messages.iter().map(|(finding, _)| finding.code()).collect();
    // Those that `code` names.
    let codes = include_str!("../finding.rs").lines().filter_map(|line| {
        let (variant, code) = line.trim().strip_prefix("Self::")?.split_once("=> \"")?;
        (!variant.contains('|')).then(|| code.trim_end_matches("\","))
    });
    assert_eq!(said, codes.collect());
    for (finding, message) in messages {
        assert_eq!(finding.to_string(), message, "{}", finding.code());
    }
}
