//! Reading a document that has mistakes, so that one hides no other.
//!
//! The parser goes on after a mistake with the next token, and what it says of that is of no use. So the document is cut
//! where definitions start. Of each part the first mistake is reported, the member that has it is made blank, and the
//! part is parsed again, until the rest of it is without mistakes and can be read.

use std::ops::Range;

use apollo_parser::{Error, Lexer, Token, TokenKind as Kind};

use super::syntax::Document;
use super::tree::{self, Node};
use super::{Fault, reader};

/// The most syntax errors that are reported of one document: what has more is something else than a schema.
pub(super) const MAX_FAULTS: usize = 100;

/// How many bytes of one part are parsed again and again; a part that is longer than an eighth of it, eight times.
const MAX_WORK: usize = 1 << 25;

/// What the messages of errors in escapes have in them.
const ESCAPE_ERRORS: [&str; 3] = ["escape", "nicode", "surrogate"];

const KEYWORDS: [&str; 12] = [
    "type",
    "interface",
    "union",
    "enum",
    "input",
    "scalar",
    "schema",
    "directive",
    "extend",
    "query",
    "mutation",
    "fragment",
];

/// Adds what can be read of a document that cannot be read as a whole.
#[cold]
pub(super) fn read<'a>(source: &'a str, document: &mut Document<'a>, faults: &mut Vec<Fault>) {
    if tokens(source).next().is_none() && Lexer::new(source).all(|token| token.is_ok()) {
        faults.push(Fault { offset: source.len(), message: "the document is empty".to_owned() });
        return;
    }
    let starts = definition_starts(source);
    for (number, &start) in starts.iter().enumerate() {
        let end = starts.get(number + 1).copied().unwrap_or(source.len());
        let mut part =
            Part { text: source[start..end].to_owned(), start, end, reported: None, level: Level::Member };
        part.read(source, document, faults);
        if faults.len() >= MAX_FAULTS {
            document.lost_definition = true;
            return;
        }
    }
}

/// What the parser says, but for what it has found: it does not know of what follows the part.
fn fault(source: &str, offset: usize, error: &Error) -> Fault {
    let message = error.message();
    let Some(expected) = message.split(", got ").next().filter(|it| it.starts_with("expected")) else {
        // The parser takes a description before `extend` for the mistake.
        let mut extend = tokens(error.data()).filter(|it| it.kind() == Kind::StringValue);
        let extend = extend.next().and_then(|_| tokens(&source[offset..]).nth(1));
        let extend = extend.filter(|it| it.data() == "extend").map_or(0, |it| it.index());
        return Fault { offset: offset + extend + escape(error), message: message.to_owned() };
    };
    let brackets = [("R_CURLY", "`}`"), ("R_PAREN", "`)`"), ("R_BRACK", "`]`")];
    let expected = brackets.iter().fold(expected.to_owned(), |text, (name, sign)| text.replace(name, sign));
    let found = match tokens(&source[offset..]).next() {
        None => "the end of the document".to_owned(),
        Some(token) if token.kind() == Kind::StringValue => "a string".to_owned(),
        Some(token) => format!("`{}`", token.data()),
    };
    Fault { offset, message: format!("{expected}, found {found}") }
}

/// Where in a string the escape is that an error is about: the parser gives the place of the string.
fn escape(error: &Error) -> usize {
    let string = error.data();
    let is_plain = string.starts_with('"') && !string.starts_with("\"\"\"") && string.len() < 10_000;
    if !is_plain || !ESCAPE_ERRORS.iter().any(|word| error.message().contains(word)) {
        return 0;
    }
    let is_sound = |text: &str| Lexer::new(&format!("{text}\"")).all(|token| token.is_ok());
    let places = string.match_indices('\\').map(|(place, _)| place);
    places.rev().find(|&place| is_sound(&string[..place])).unwrap_or(0)
}

/// The tokens that count; what is no token is left out.
fn tokens(text: &str) -> impl Iterator<Item = Token<'_>> {
    let counts = |kind| !matches!(kind, Kind::Whitespace | Kind::Comment | Kind::Comma | Kind::Eof);
    Lexer::new(text).filter_map(Result::ok).filter(move |token| counts(token.kind()))
}

/// Where the definitions seem to start: at a keyword or a description that is first on its line, outside all brackets
/// or not indented. The first is where the document starts.
fn definition_starts(source: &str) -> Vec<usize> {
    let mut starts = vec![0];
    let mut depth = 0_usize;
    let mut previous: Option<Token<'_>> = None;
    for token in tokens(source) {
        let description = previous.as_ref().filter(|it| it.kind() == Kind::StringValue);
        let start = match token.kind() {
            Kind::LCurly => {
                depth += 1;
                None
            }
            Kind::RCurly => {
                depth = depth.saturating_sub(1);
                None
            }
            Kind::StringValue if depth == 0 && is_first_on_line(source, token.index()) => Some(token.index()),
            _ if starts_definition(source, &token, previous.as_ref(), depth == 0) => {
                Some(description.unwrap_or(&token).index())
            }
            _ => None,
        };
        if let Some(start) = start.filter(|start| starts.last() != Some(start) && previous.is_some()) {
            starts.push(start);
            depth = 0;
        }
        previous = Some(token);
    }
    starts
}

fn starts_definition(source: &str, token: &Token<'_>, before: Option<&Token<'_>>, is_outside: bool) -> bool {
    let is_keyword = token.kind() == Kind::Name && KEYWORDS.contains(&token.data());
    if !is_keyword || !is_first_on_line(source, token.index()) {
        return false;
    }
    let is_indented = source[..token.index()].ends_with([' ', '\t']);
    // A member of that name has a colon, an argument list or nothing after it.
    let rest = source[token.index() + token.data().len()..].trim_start();
    let is_member = rest.starts_with([':', '(', '}']);
    let continues =
        before.is_some_and(|it| ["extend", "implements", "on", "=", "|", "&"].contains(&it.data()));
    !is_member && !continues && (is_outside || !is_indented)
}

fn is_first_on_line(source: &str, offset: usize) -> bool {
    let before = source[..offset].trim_end_matches([' ', '\t', ',', '\u{feff}']);
    before.is_empty() || before.ends_with(['\n', '\r'])
}

/// How much around a mistake is made blank.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Member,
    Block,
    Definition,
    Part,
}

impl Level {
    fn next(self) -> Self {
        match self {
            Self::Member => Self::Block,
            Self::Block => Self::Definition,
            Self::Definition | Self::Part => Self::Part,
        }
    }
}

/// A bracket that is open, and the last member that started in it.
#[derive(Debug)]
struct Open {
    kind: Kind,
    offset: usize,
    member: Option<usize>,
}

/// A definition, or what takes its place.
struct Part {
    /// As in the source, but for what has been made blank, and for brackets that close it.
    text: String,
    /// Where it stands in the source.
    start: usize,
    end: usize,
    /// Where in it the last mistake was.
    reported: Option<usize>,
    level: Level,
}

impl Part {
    fn read<'a>(&mut self, source: &'a str, document: &mut Document<'a>, faults: &mut Vec<Fault>) {
        let rounds = (MAX_WORK / self.text.len().max(1)).max(8);
        for _ in 0..rounds {
            if self.reported.is_some() && tokens(&self.text).next().is_none() {
                break;
            }
            let tree = tree::parser(&self.text).parse();
            let Some(error) = tree.errors().min_by_key(|error| error.index()) else {
                reader::read(Node::root(&tree.green(), &source[..self.end], self.start), document, faults);
                return;
            };
            let at = self.place(source, error);
            if self.reported.is_some_and(|reported| at <= reported) {
                // Less did not help.
                self.level = self.level.next();
            } else {
                faults.push(fault(source, self.start + at, error));
                self.reported = Some(at);
                self.level = Level::Member;
            }
            if faults.len() >= MAX_FAULTS {
                break;
            }
            self.mend(at, error, document);
        }
        document.lost_definition = true;
    }

    /// Where in the part an error is. What was added to the text, or made blank, need not be a place in the source.
    fn place(&self, source: &str, error: &Error) -> usize {
        let at = error.index().min(self.end - self.start);
        (0..=at).rev().find(|&at| source.is_char_boundary(self.start + at)).unwrap_or(0)
    }

    /// Takes away what has a mistake.
    fn mend(&mut self, at: usize, error: &Error, document: &mut Document<'_>) {
        let (mut open, definition) = self.open_at(at);
        if error.is_eof() && self.level == Level::Member && !open.is_empty() {
            self.text.extend(open.iter().rev().map(|it| closing(it.kind)));
            return;
        }
        open.retain(|it| it.kind != Kind::LBracket);
        let block = open.pop().filter(|_| !error.is_limit() && self.level < Level::Definition);
        let Some(block) = block else {
            document.lost_definition = true;
            let start = if self.level == Level::Part { 0 } else { definition.min(at) };
            return self.blank(start..self.text.len());
        };
        if self.level == Level::Block {
            return self.blank(block.offset..self.block_end(block.offset));
        }
        let start = block.member.unwrap_or(at);
        let end = self.member_end(at, start);
        self.blank(start..end);
        let next = tokens(&self.text).find(|token| token.index() > block.offset);
        let next = next.filter(|it| matches!(it.kind(), Kind::RCurly | Kind::RParen));
        if let Some(end) = next.map(|it| it.index() + 1) {
            // A block must not be empty.
            self.blank(block.offset..end);
        }
    }

    /// The brackets that are open at an offset, and where the definition around it starts.
    fn open_at(&self, at: usize) -> (Vec<Open>, usize) {
        let mut open: Vec<Open> = Vec::new();
        let mut definition = 0;
        let mut previous = Kind::Eof;
        for token in tokens(&self.text).take_while(|token| token.index() < at) {
            let offset = token.index();
            match token.kind() {
                kind if is_opening(kind) => open.push(Open { kind, offset, member: None }),
                kind if is_closing(kind) => {
                    open.pop();
                    if open.is_empty() && kind == Kind::RCurly {
                        definition = offset + 1;
                    }
                }
                Kind::Name | Kind::StringValue => {
                    if let Some(block) = open.last_mut().filter(|it| it.kind != Kind::LBracket) {
                        let is_first = block.member.is_none();
                        let is_described = previous == Kind::StringValue;
                        if is_first || !is_described && is_first_on_line(&self.text, offset) {
                            block.member = Some(offset);
                        }
                    }
                }
                _ => {}
            }
            previous = token.kind();
        }
        (open, definition)
    }

    /// Where the next member seems to start after a mistake, or the block ends.
    fn member_end(&self, at: usize, member: usize) -> usize {
        let mut depth = 0_usize;
        for token in tokens(&self.text).skip_while(|token| token.index() < at) {
            let offset = token.index();
            let kind = token.kind();
            let may_start = matches!(kind, Kind::Name | Kind::StringValue) && offset > member;
            if depth == 0 && (is_closing(kind) || may_start && is_first_on_line(&self.text, offset)) {
                return offset;
            }
            if is_opening(kind) {
                depth += 1;
            } else if is_closing(kind) {
                depth -= 1;
            }
        }
        self.text.len()
    }

    fn block_end(&self, start: usize) -> usize {
        let mut depth = 0_usize;
        for token in tokens(&self.text).skip_while(|token| token.index() < start) {
            if is_opening(token.kind()) {
                depth += 1;
            } else if is_closing(token.kind()) {
                depth -= 1;
                if depth == 0 {
                    return token.index() + 1;
                }
            }
        }
        self.text.len()
    }

    /// Writes blanks over a part of the text; lines stay lines.
    fn blank(&mut self, range: Range<usize>) {
        let keep = |byte| if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' };
        let blanks: String = self.text[range.clone()].bytes().map(keep).collect();
        self.text.replace_range(range, &blanks);
    }
}

fn is_opening(kind: Kind) -> bool {
    matches!(kind, Kind::LCurly | Kind::LParen | Kind::LBracket)
}

fn is_closing(kind: Kind) -> bool {
    matches!(kind, Kind::RCurly | Kind::RParen | Kind::RBracket)
}

fn closing(open: Kind) -> char {
    match open {
        Kind::LCurly => '}',
        Kind::LParen => ')',
        _ => ']',
    }
}
