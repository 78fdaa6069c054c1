//! The camelCase rule: how a look-up by a database column's name finds a field.
//!
//! Leading underscores stay; each other run of underscores goes, and the character after it is upper-cased. So
//! `network_config` names `networkConfig`, `_id` stays as it is, and `block__no_` names `blockNo`.

/// Names longer than this, and names that are not ASCII, take the path without a buffer.
const BUFFER: usize = 64;

/// A short ASCII name in its camelCase form, on the stack.
pub(super) struct CamelCased {
    bytes: [u8; BUFFER],
    length: usize,
}

impl CamelCased {
    #[inline]
    pub(super) fn as_bytes(&self) -> &[u8] {
        &self.bytes[..self.length.min(BUFFER)]
    }
}

/// What the camelCase form of a name is.
pub(super) enum Camel {
    /// The name itself.
    Same,
    /// This.
    Short(CamelCased),
    /// Something for [`is_camel_of`] to compare, since it may not fit into a buffer.
    Long,
}

/// Applies the rule to `name`.
#[inline]
pub(super) fn camel(name: &[u8]) -> Camel {
    let leading = name.iter().take_while(|&&byte| byte == b'_').count();
    if !name[leading..].contains(&b'_') {
        return Camel::Same;
    }
    if name.len() > BUFFER || !name.is_ascii() {
        return Camel::Long;
    }
    let mut bytes = [0; BUFFER];
    bytes[..leading].fill(b'_');
    let (mut length, mut after_underscore) = (leading, false);
    for &byte in &name[leading..] {
        let is_underscore = byte == b'_';
        // Written whether it counts or not: a branch on underscores would be mispredicted at each of them.
        bytes[length % BUFFER] = if after_underscore { byte.to_ascii_uppercase() } else { byte };
        length += usize::from(!is_underscore);
        after_underscore = is_underscore;
    }
    Camel::Short(CamelCased { bytes, length })
}

/// Whether `name` is the camelCase form of `alias`, for names of any length and script.
pub(super) fn is_camel_of(name: &str, alias: &str) -> bool {
    camel_chars(alias).eq(name.chars())
}

/// The camelCase form of a name, character by character.
pub(super) fn camel_chars(name: &str) -> impl Iterator<Item = char> {
    let rest = name.trim_start_matches('_');
    let mut after_underscore = false;
    let folded = rest.chars().flat_map(move |character| {
        let upper = std::mem::replace(&mut after_underscore, character == '_');
        let raised = upper.then(|| character.to_uppercase());
        let plain = (!upper).then_some(character);
        raised.into_iter().flatten().chain(plain).filter(|&character| character != '_')
    });
    name[..name.len() - rest.len()].chars().chain(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn assert_camel(name: &str, expected: &str) {
        assert_eq!(camel_chars(name).collect::<String>(), expected);
        assert!(is_camel_of(expected, name));
        match camel(name.as_bytes()) {
            Camel::Same => assert_eq!(name, expected),
            Camel::Short(short) => assert_eq!(short.as_bytes(), expected.as_bytes()),
            Camel::Long => assert!(name.len() > BUFFER || !name.is_ascii()),
        }
    }

    #[test]
    fn the_rule_holds_for_leading_inner_and_trailing_runs() {
        assert_camel("", "");
        assert_camel("_", "_");
        assert_camel("___", "___");
        assert_camel("name", "name");
        assert_camel("_id", "_id");
        assert_camel("__type_name", "__typeName");
        assert_camel("network_config", "networkConfig");
        assert_camel("network__config_", "networkConfig");
        assert_camel("address_2_line", "address2Line");
        assert_camel("a_B_c", "aBC");
        assert_camel("name_", "name");
        assert_camel("straße_ähnlich", "straßeÄhnlich");
        assert_camel(&"long_name".repeat(20), &format!("longName{}", "longName".repeat(19)));
    }

    #[test]
    fn a_name_as_long_as_the_buffer_fits() {
        assert_camel(&("_".repeat(BUFFER - 3) + "a_b"), &("_".repeat(BUFFER - 3) + "aB"));
        assert_camel(
            &("a_".to_owned() + &"b".repeat(BUFFER - 2)),
            &("aB".to_owned() + &"b".repeat(BUFFER - 3)),
        );
    }
}
