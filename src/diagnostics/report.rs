//! Findings shown against the text.

use std::fmt;

use super::{Diagnostic, LoadError, Position};

/// How much of a line is shown, in characters.
const WIDTH: usize = 100;

/// The findings of a [`LoadError`] shown against the text they are about: each with its line, and a mark under what
/// is wrong. Made by [`LoadError::report`], to be displayed.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    error: &'a LoadError,
    text: &'a str,
    files: &'a [(usize, String)],
}

impl<'a> Report<'a> {
    /// Reports each finding with its file and the line in that file, for a text concatenated from several files.
    /// `files` are the byte offsets in the text at which they start, ascending, with their names.
    ///
    /// ```
    /// # #[cfg(feature = "graphql")] {
    /// use schema_registry::SchemaRegistry;
    ///
    /// let [one, other] = ["type Query { me: User }\n", "type User { id: Id }\n"];
    /// let text = [one, other].concat();
    /// let files = [(0, "query.graphql".to_owned()), (one.len(), "user.graphql".to_owned())];
    /// let error = SchemaRegistry::from_sdl(&text).unwrap_err();
    /// let report = error.report(&text).files(&files).to_string();
    /// assert!(report.contains(" --> user.graphql, line 1, column 17, in User.id\n"));
    /// # }
    /// ```
    #[must_use]
    pub fn files(self, files: &'a [(usize, String)]) -> Self {
        Self { files, ..self }
    }
}

impl LoadError {
    /// Returns the findings to be shown against `text`, the document that was refused.
    ///
    /// ```
    /// # #[cfg(feature = "graphql")] {
    /// use schema_registry::SchemaRegistry;
    ///
    /// let sdl = "type Query {\n  me: User\n}\n";
    /// let error = SchemaRegistry::from_sdl(sdl).unwrap_err();
    /// assert_eq!(error.report(sdl).to_string(), "\
    /// error: unknown type `User`
    ///   --> line 2, column 7, in Query.me
    ///   |
    /// 2 |   me: User
    ///   |       ^^^^
    /// ");
    /// # }
    /// ```
    #[must_use]
    pub fn report<'a>(&'a self, text: &'a str) -> Report<'a> {
        Report { error: self, text, files: &[] }
    }
}

impl fmt::Display for Report<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let diagnostics = self.error.diagnostics();
        if diagnostics.is_empty() {
            return writeln!(f, "error: {}", self.error);
        }
        for (number, diagnostic) in diagnostics.iter().enumerate() {
            if number > 0 {
                writeln!(f)?;
            }
            self.show(f, diagnostic)?;
        }
        match self.error.count() - diagnostics.len() {
            0 => Ok(()),
            more => writeln!(f, "\nand {more} more"),
        }
    }
}

impl Report<'_> {
    fn show(&self, f: &mut fmt::Formatter<'_>, diagnostic: &Diagnostic) -> fmt::Result {
        let text = self.text;
        writeln!(f, "{}: {}", diagnostic.severity(), diagnostic.message())?;
        let place = match (diagnostic.path(), diagnostic.coordinate()) {
            (Some(path), _) if !path.is_root() => format!("in {path}"),
            (_, Some(coordinate)) => format!("in {coordinate}"),
            _ => String::new(),
        };
        let (Some(position), Some(span)) = (diagnostic.position(), diagnostic.span()) else {
            return if place.is_empty() { Ok(()) } else { writeln!(f, "  --> {place}") };
        };
        let Some(before) = text.get(..span.start) else { return Ok(()) };
        let file = self.files.iter().rev().find(|&&(start, _)| start <= span.start);
        let (file, start) = file.map_or((String::new(), 0), |(start, name)| (format!("{name}, "), *start));
        let lines_before = text.get(..start).map_or(0, |text| text.matches('\n').count());
        let position = Position { line: position.line - lines_before, ..position };
        let margin = position.line.to_string().len();
        let comma = if place.is_empty() { "" } else { ", " };
        writeln!(f, "{:margin$} --> {file}{position}{comma}{place}", "")?;
        let line_start = before.rfind('\n').map_or(0, |newline| newline + 1);
        let line = text[line_start..].lines().next().unwrap_or_default();
        // A window of the line around the mark, and the mark no longer than that.
        let column = position.column - 1;
        let skipped = column.saturating_sub(WIDTH / 2);
        let shown: String =
            line.chars().skip(skipped).take(WIDTH).map(|it| if it.is_control() { ' ' } else { it }).collect();
        let marked =
            text.get(span).map_or(0, |marked| marked.lines().next().unwrap_or_default().chars().count());
        let width = marked.clamp(1, (WIDTH + skipped - column).max(1));
        writeln!(f, "{:margin$} |", "")?;
        writeln!(f, "{} | {shown}", position.line)?;
        writeln!(f, "{:margin$} | {:indent$}{}", "", "", "^".repeat(width), indent = column - skipped)
    }
}
