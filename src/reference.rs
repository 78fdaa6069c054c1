//! Type references in SDL notation: `[User!]!`.

use std::fmt;

use crate::json::MAX_LISTS;
use crate::store::names::is_graphql_name;

/// A type reference: a named type in any number of list and non-null wrappers. Displays as SDL.
///
/// ```
/// use schema_registry::{FieldDef, SchemaRegistry, TypeDef};
///
/// let field = FieldDef::new("tags", "[[String!]]!");
/// let registry = SchemaRegistry::builder("1.1").add_type(TypeDef::object("Post").field(field)).build()?;
/// let expr = registry.get_field_type("Post", "tags").unwrap().type_ref();
/// assert!(expr.is_non_null());
/// assert_eq!(expr.item().unwrap().to_string(), "[String!]");
/// assert_eq!(expr.named(), "String");
/// # Ok::<(), schema_registry::LoadError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TypeRef<'a> {
    text: &'a str,
}

impl<'a> TypeRef<'a> {
    #[inline]
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text }
    }

    /// Parses a reference. Anything except a name in balanced wrappers is `None`; white space is not allowed, nor
    /// more than [`MAX_LISTS`] lists.
    pub(crate) fn parse(text: &'a str) -> Option<Self> {
        let expr = Self { text };
        if text.bytes().take_while(|&byte| byte == b'[').count() > MAX_LISTS {
            return None;
        }
        let mut inner = expr;
        while inner.nullable().starts_with('[') {
            inner = inner.item()?;
        }
        let name = inner.nullable();
        let is_other = |c: char| matches!(c, '[' | ']' | '!') || c.is_whitespace();
        let is_name = is_graphql_name(name) || (!name.is_empty() && !name.contains(is_other));
        is_name.then_some(expr)
    }

    /// Returns the text, such as `[User!]!`.
    #[must_use]
    pub fn as_str(&self) -> &'a str {
        self.text
    }

    /// Returns whether the type is non-null: the outermost wrapper is `!`.
    #[must_use]
    pub fn is_non_null(&self) -> bool {
        self.text.ends_with('!')
    }

    /// Returns whether the type is a list, nullable or not.
    #[must_use]
    pub fn is_list(&self) -> bool {
        self.text.starts_with('[')
    }

    /// Returns the item type of a list: `User!` for `[User!]!`.
    #[must_use]
    pub fn item(&self) -> Option<TypeRef<'a>> {
        let text = self.nullable().strip_prefix('[')?.strip_suffix(']')?;
        Some(Self { text })
    }

    /// Returns the named type: `User` for `[User!]!`.
    #[must_use]
    pub fn named(&self) -> &'a str {
        let mut expr = *self;
        while let Some(item) = expr.item() {
            expr = item;
        }
        expr.nullable()
    }

    /// The reference without an outermost `!`.
    pub(crate) fn nullable_expr(self) -> Self {
        Self { text: self.nullable() }
    }

    /// The text without an outermost `!`.
    fn nullable(self) -> &'a str {
        self.text.strip_suffix('!').unwrap_or(self.text)
    }
}

impl fmt::Display for TypeRef<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrappers_are_read_from_the_outside_in() {
        let expr = TypeRef::parse("[[User!]]!").unwrap();
        assert!(expr.is_list() && expr.is_non_null());
        let row = expr.item().unwrap();
        assert!(row.is_list() && !row.is_non_null());
        let cell = row.item().unwrap();
        assert!(!cell.is_list() && cell.is_non_null());
        assert_eq!((cell.item(), cell.named(), expr.named()), (None, "User", "User"));
    }

    #[test]
    fn what_is_no_reference_is_refused() {
        for text in
            ["", "!", "[]", "[User", "User]", "[User]]", "User!!", "[User!!]", "[ User ]", "a b", "[User]!!"]
        {
            assert_eq!(TypeRef::parse(text), None, "{text:?}");
        }
    }
}
