//! The sequential specification of a handle: what each operation does when nothing else happens at the same time.
//!
//! The models, the histories of real threads and the property tests all judge by this one page. Registries are told
//! apart by their version, which is a number here.

#![allow(dead_code, reason = "each test that includes this module uses a part of it")]

use schema_registry::{RegistryHandle, SchemaRegistry, Snapshot};

/// What a handle is, less everything about threads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub(crate) struct Spec {
    pub(crate) generation: u64,
    /// `None`: not initialized.
    pub(crate) content: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Op {
    Load,
    Initialize(u64),
    Set(u64),
    Reset,
    SetIf {
        generation: u64,
        content: u64,
    },
    /// An update that adds to the content, where "not initialized" counts as 0.
    Add(u64),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Ret {
    Saw(Spec),
    Installed(Spec),
    Refused { current: Spec, given_back: u64 },
}

impl Spec {
    pub(crate) fn apply(&mut self, op: Op) -> Ret {
        let before = *self;
        match op {
            Op::Load => Ret::Saw(before),
            Op::Initialize(content) if before.content.is_some() => {
                Ret::Refused { current: before, given_back: content }
            }
            Op::SetIf { generation, content } if generation != before.generation => {
                Ret::Refused { current: before, given_back: content }
            }
            Op::Initialize(content) | Op::Set(content) | Op::SetIf { content, .. } => {
                self.change(Some(content));
                Ret::Installed(*self)
            }
            Op::Add(summand) => {
                self.change(Some(before.content.unwrap_or(0) + summand));
                Ret::Installed(*self)
            }
            Op::Reset => {
                self.change(None);
                Ret::Installed(*self)
            }
        }
    }

    fn change(&mut self, content: Option<u64>) {
        *self = Self { generation: self.generation + 1, content };
    }

    pub(crate) fn of(snapshot: &Snapshot) -> Self {
        let content = snapshot.is_initialized().then(|| content_of(snapshot));
        Self { generation: snapshot.generation(), content }
    }
}

/// Does to a handle what [`Spec::apply`] does to the specification.
pub(crate) fn apply(handle: &RegistryHandle, op: Op) -> Ret {
    match op {
        Op::Load => Ret::Saw(Spec::of(&handle.load())),
        Op::Initialize(content) => match handle.initialize(registry(content)) {
            Ok(installed) => Ret::Installed(Spec::of(&installed)),
            Err(e) => {
                Ret::Refused { current: Spec::of(e.current()), given_back: content_of(&e.into_value()) }
            }
        },
        Op::SetIf { generation, content } => match handle.set_if(generation, registry(content)) {
            Ok(installed) => Ret::Installed(Spec::of(&installed)),
            Err(e) => {
                Ret::Refused { current: Spec::of(e.current()), given_back: content_of(&e.into_value()) }
            }
        },
        Op::Add(summand) => {
            let sum =
                |current: &Snapshot| Ok::<_, ()>(registry(Spec::of(current).content.unwrap_or(0) + summand));
            Ret::Installed(Spec::of(&handle.update(sum).unwrap()))
        }
        Op::Set(content) => Ret::Installed(Spec::of(&handle.set(registry(content)))),
        Op::Reset => Ret::Installed(Spec::of(&handle.reset())),
    }
}

pub(crate) fn registry(content: u64) -> SchemaRegistry {
    SchemaRegistry::builder(content.to_string()).build().unwrap()
}

pub(crate) fn content_of(registry: &SchemaRegistry) -> u64 {
    registry.version().parse().unwrap()
}
