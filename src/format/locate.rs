//! The second pass: where in the text the findings of the first one are.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use serde_json::value::RawValue;

use crate::diagnostics::Step;
use crate::registry::extension::Members;
use crate::registry::{Diagnostic, JsonPath, Position};

/// Adds the position to each diagnostic, and puts them in document order.
///
/// Objects that several paths lead through are parsed once. Where a path leads nowhere, as it may below a value of the
/// wrong type, the deepest place that is there is given.
pub(super) fn locate(json: &str, diagnostics: Vec<Diagnostic>) -> Vec<Diagnostic> {
    let mut locator = Locator::new(json);
    let place = |diagnostic: Diagnostic| {
        let is_about_key = diagnostic.finding().is_about_key();
        (locator.offset_of(diagnostic.path(), is_about_key), diagnostic)
    };
    in_order(json, diagnostics.into_iter().map(place).collect())
}

/// Adds the position of its offset to each diagnostic, and puts them in document order.
pub(super) fn in_order(text: &str, mut placed: Vec<(usize, Diagnostic)>) -> Vec<Diagnostic> {
    placed.sort_by_key(|&(offset, _)| offset);
    placed.dedup();
    let mut positions = Positions::new(text);
    placed.into_iter().map(|(offset, diagnostic)| diagnostic.at(Some(positions.of(offset)))).collect()
}

/// Finds values in a text that has been read once, so it is known to be JSON.
pub(super) struct Locator<'a> {
    json: &'a str,
    /// The objects seen so far, by offset.
    objects: HashMap<usize, Object<'a>>,
    /// The elements of the arrays seen so far, by offset.
    arrays: HashMap<usize, Vec<&'a RawValue>>,
}

struct Object<'a> {
    /// In document order.
    members: Vec<Member<'a>>,
    /// Their positions, sorted by key.
    by_key: Vec<usize>,
}

struct Member<'a> {
    key: Box<str>,
    key_offset: usize,
    value: &'a str,
}

impl<'a> Locator<'a> {
    pub(super) fn new(json: &'a str) -> Self {
        Self { json, objects: HashMap::new(), arrays: HashMap::new() }
    }

    /// The offset of the value that a path leads to, or of its key.
    pub(super) fn offset_of(&mut self, path: &JsonPath, is_about_key: bool) -> usize {
        let mut value = self.json.trim_start();
        let mut offset = self.json.len() - value.len();
        let steps = path.steps();
        for (position, step) in steps.iter().enumerate() {
            let Some((key_offset, next)) = self.step(value, offset, step) else { return offset };
            let is_last = position + 1 == steps.len();
            if is_last && is_about_key {
                return key_offset;
            }
            value = next;
            offset = self.offset(value);
        }
        offset
    }

    /// The offset of a part of the text, which is a slice of it.
    fn offset(&self, part: &str) -> usize {
        part.as_ptr() as usize - self.json.as_ptr() as usize
    }

    /// The key's offset and the value that a step leads to.
    fn step(&mut self, value: &'a str, offset: usize, step: &Step) -> Option<(usize, &'a str)> {
        if let Step::Index(index) = step {
            let items = match self.arrays.entry(offset) {
                Entry::Occupied(there) => there.into_mut(),
                Entry::Vacant(new) => new.insert(serde_json::from_str(value).ok()?),
            };
            let item = items.get(*index)?.get();
            return Some((self.offset(item), item));
        }
        if !self.objects.contains_key(&offset) {
            let object = self.object(value, offset)?;
            self.objects.insert(offset, object);
        }
        let Object { members, by_key } = &self.objects[&offset];
        let member = match step {
            Step::Key { key, occurrence } => {
                let first = by_key.partition_point(|&at| members[at].key < *key);
                let member = &members[*by_key.get(first + *occurrence as usize)?];
                (member.key == *key).then_some(member)?
            }
            Step::Member { position, .. } => members.get(*position as usize)?,
            Step::Index(_) => return None,
        };
        Some((member.key_offset, member.value))
    }

    fn object(&self, object: &'a str, offset: usize) -> Option<Object<'a>> {
        let Members(entries) = serde_json::from_str(object).ok()?;
        // A key starts at the first quote after the value before it.
        let mut end = offset + 1;
        let mut members = Vec::with_capacity(entries.len());
        for (key, value) in entries {
            let key_offset = end + self.json[end..].find('"')?;
            end = self.offset(value.get()) + value.get().len();
            members.push(Member { key: key.into(), key_offset, value: value.get() });
        }
        let mut by_key: Vec<usize> = (0..members.len()).collect();
        by_key.sort_by(|&a, &b| members[a].key.cmp(&members[b].key));
        Some(Object { members, by_key })
    }
}

/// Turns growing offsets into positions in one pass over the text.
struct Positions<'a> {
    json: &'a str,
    offset: usize,
    position: Position,
}

impl<'a> Positions<'a> {
    fn new(json: &'a str) -> Self {
        Self { json, offset: 0, position: Position { line: 1, column: 1 } }
    }

    fn of(&mut self, offset: usize) -> Position {
        let passed = &self.json[self.offset..offset];
        let Position { line, column } = Position::of_offset(passed, passed.len());
        let column = if line == 1 { self.position.column + column - 1 } else { column };
        self.position = Position { line: self.position.line + line - 1, column };
        self.offset = offset;
        self.position
    }
}
