//! Literals in SDL: what counts as one, what it means, how it is printed.

use super::{parse, reprint, strings};

/// What a string literal means, or the offset in it of what is wrong with it.
fn value(literal: &str) -> Result<String, usize> {
    let before = "type A { a: Int @deprecated(reason: ";
    let source = format!("{before}{literal}) }}");
    let (document, faults) = parse(&source);
    if let Some(fault) = faults.first() {
        return Err(fault.offset - before.len());
    }
    let field = &document.fields_of(&document.definitions[0])[0];
    Ok(field.input.deprecated.as_deref().expect("it is deprecated").to_owned())
}

#[test]
fn what_graphql_ignores_stands_between_any_two_tokens() {
    assert_eq!(reprint("\u{feff}[a,,b # c \" {\r\n\t{c\n:,d}]# e").unwrap(), "[a, b, {c: d}]");
}

#[test]
fn numbers_are_told_from_what_only_looks_like_them() {
    for text in ["0", "-12", "0.5", "-1e+9"] {
        assert_eq!(reprint(text).unwrap(), text);
    }
    for text in ["00", "01", "-", "1.", "1.e3", "1e", "0x1", "12a", "1.2.3", "-a"] {
        assert_eq!(reprint(text), None, "{text}");
    }
}

#[test]
fn a_text_that_is_more_or_less_than_one_literal_is_none() {
    for text in [
        "",
        " ",
        "1 2",
        "a b: 1",
        "1) @e(x: 1",
        "1) scalar T @e(x: 1",
        "[1",
        "1]",
        "{a}",
        "{a 1}",
        "$a",
        "\"",
        "# 1",
    ] {
        assert_eq!(reprint(text), None, "{text}");
    }
}

#[test]
fn strings_end_at_their_own_quotes() {
    let strings = r#"[" " "a\"b" """a"b\"""c"""  """"""]"#;
    assert_eq!(reprint(strings).unwrap(), r#"[" ", "a\"b", """a"b\"""c""", """"""]"#);
    for text in ["\"a\nb\"", "\"\"\"a\nb\""] {
        assert_eq!(reprint(text), None, "{text}");
    }
}

#[test]
fn escapes_mean_what_the_specification_says() {
    assert_eq!(value(r#""a\"\\\/\b\f\n\r\t""#).unwrap(), "a\"\\/\u{8}\u{c}\n\r\t");
    assert_eq!(value(r#""\u00e9\u{1F600}\ud83d\ude00""#).unwrap(), "é😀😀");
    for (literal, offset) in [(r#""ab\x""#, 3), (r#""\ud83d""#, 1), (r#""\u{110000}""#, 1), (r#""\u12""#, 1)]
    {
        assert_eq!(value(literal).unwrap_err(), offset, "{literal}");
    }
}

#[test]
fn a_block_string_loses_its_common_indentation() {
    let value = |literal| value(literal).unwrap();
    assert_eq!(value("\"\"\"\n    a\n      b\n\n    c\n  \"\"\""), "a\n  b\n\nc");
    assert_eq!(value("\"\"\"  a\r\n   b \\\"\"\" \"\"\""), "  a\nb \"\"\" ");
    assert_eq!(value("\"\"\"\n \n\"\"\""), "");
}

#[test]
fn printed_strings_read_back_as_themselves() {
    for text in ["", "a", "a\"b\\c\n\t\u{7f}\u{85}\u{1}é😀", "\u{b}"] {
        let mut printed = String::new();
        strings::print(text, &mut printed);
        assert_eq!(value(&printed).unwrap(), text);
    }
    for text in ["", "a", " a", "a\n b", "ends\"", "ends\\", "a\"\"\"b", "a\"\"\"", "x\ny\n z"] {
        let mut printed = String::new();
        strings::print_block(text, &mut printed);
        assert_eq!(value(&printed).unwrap(), text, "{printed}");
    }
}

#[test]
fn what_the_parser_does_not_ask_for_is_asked_for_all_the_same() {
    let source = "schema @a\ninput I { a: O = {b} c: O = [{d}] }\nunion U @a(b) = I\n\
                  type A { a(b: O = {c}): Int e: Int @deprecated(reason) }\nextend schema { query: }";
    let (document, faults) = parse(source);
    let places: Vec<_> = faults.iter().map(|fault| &source[..fault.offset]).collect();
    let ends = ["schema @a", "{b", "{d", "@a(b", "{c", "(reason", "query:"];
    assert_eq!(places.len(), ends.len(), "{faults:?}");
    for (place, end) in places.iter().zip(ends) {
        assert!(place.ends_with(end), "{place}");
    }
    assert_eq!(document.definitions.len(), 3);
}

#[test]
fn a_default_is_reprinted_alike_at_a_glance_and_by_the_parser() {
    for printed in ["true", "null", "DESC", "_a1", "0", "-12", "345", "[]", "\"\"", "\"a b~\""] {
        assert_eq!(super::reprint(printed).as_deref(), Some(printed));
        // White space makes the parser read it.
        assert_eq!(super::reprint(&format!(" {printed} ")).as_deref(), Some(printed));
    }
    for wrong in ["", "-", "00", "012", "--1", "1a", "\"", "\"a\"b\"", "a b"] {
        assert_eq!(super::reprint(wrong), None, "{wrong}");
    }
}
