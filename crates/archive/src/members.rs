//! The walk itself: readers hand members in, and it counts, shows and descends.

use std::{ops::ControlFlow, time::Instant};

use assay_findings::{Decompress, Incomplete, IncompleteReason, Label, Place};

use crate::{
    Visit, Walked,
    budget::Budget,
    formats::{self, Container, Hints},
    labels, path,
    source::{Fault, Plain, Source},
    spool::Spool,
};

/// Bytes unpacked between two looks at the clock.
const CHUNK_BYTES: u64 = 256 << 10;

/// Notes kept of one walk. A million damaged members are a million times the same thing.
const NOTES_MAX: usize = 2000;

/// Layers that are opened whatever the caller asks for, so that recursion is bounded.
const LAYERS_HARD_MAX: u32 = 32;

/// The walk is over: a limit was met that ends it, or the visitor had enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stop;

/// How [`Members::fill`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Filled {
    /// With as many bytes as were wanted.
    Wanted,
    /// With the source's end, before that.
    Ended,
    /// With damage.
    Damaged,
    /// With a limit, which the member now carries.
    Cut,
}

/// A member that is being read.
pub(crate) struct Member {
    path: String,
    bytes: Vec<u8>,
    place: Option<Place>,
    labels: Vec<Label>,
    reasons: Vec<IncompleteReason>,
    packed: bool,
    ran: bool,
}

impl Member {
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Whether a limit or damage is why it is short.
    pub(crate) fn is_cut(&self) -> bool {
        !self.reasons.is_empty()
    }

    pub(crate) fn label(&mut self, label: Label) {
        if !self.labels.contains(&label) {
            self.labels.push(label);
        }
    }

    pub(crate) fn incomplete(&mut self, reason: IncompleteReason) {
        if !self.reasons.contains(&reason) {
            self.reasons.push(reason);
        }
    }

    /// Says that this is a program as it unpacked itself.
    pub(crate) fn has_run(&mut self) {
        self.ran = true;
    }

    /// Says that the bytes are still packed: they are shown, but what they look like means nothing.
    pub(crate) fn leave_packed(&mut self, reason: IncompleteReason) {
        self.packed = true;
        self.incomplete(reason);
    }
}

/// The state of one walk, shared by all its layers.
struct Walk<'v> {
    budget: Budget,
    max_layers: u32,
    visit: &'v mut dyn FnMut(Visit<'_>) -> ControlFlow<()>,
    visited: usize,
    notes: Vec<Incomplete>,
}

impl Walk<'_> {
    fn note(&mut self, note: Incomplete) {
        if self.notes.len() < NOTES_MAX || !self.notes.iter().any(|had| had.reason == note.reason) {
            self.notes.push(note);
        }
    }
}

/// Where a reader puts the members of the container that it reads.
pub(crate) struct Members<'w, 'v> {
    walk: &'w mut Walk<'v>,
    /// Path and index of the container; `None` for the submitted file.
    container: Option<(String, usize)>,
    /// Its content.
    bytes: &'w [u8],
    layer: u32,
}

impl Members<'_, '_> {
    /// Notes something about the container as a whole.
    pub(crate) fn note(&mut self, reason: IncompleteReason) {
        let note = self.walk.budget.note(reason, self.container.as_ref().map(|(path, _)| path.as_str()));
        self.walk.note(note);
    }

    /// Claims the next member.
    pub(crate) fn begin(&mut self, name: &str) -> Result<Member, Stop> {
        let shown = path::display(name);
        let path = match &self.container {
            Some((container, _)) => format!("{container}/{shown}"),
            None => shown,
        };
        if let Err(reason) = self.walk.budget.claim_member(path.len()) {
            self.note(reason);
            return Err(Stop);
        }
        let labels = if path::climbs_out(name) { vec![labels::TRAVERSAL] } else { Vec::new() };
        Ok(Member {
            path,
            bytes: Vec::new(),
            place: None,
            labels,
            reasons: Vec::new(),
            packed: false,
            ran: false,
        })
    }

    /// Says that these bytes, of the container's, are what the member is unpacked from. Of bytes that lie elsewhere
    /// nothing is said.
    pub(crate) fn lies_in(&self, member: &mut Member, packed: &[u8]) {
        member.place = self.place_of(packed).map(|place| Place { packed: true, ..place });
    }

    /// Where these bytes are in the container, if they are a part of it and not a copy.
    fn place_of(&self, part: &[u8]) -> Option<Place> {
        let offset = part.as_ptr().addr().checked_sub(self.bytes.as_ptr().addr())?;
        let end = offset.checked_add(part.len())?;
        (end <= self.bytes.len()).then_some(Place {
            offset: offset as u64,
            length: part.len() as u64,
            packed: false,
        })
    }

    /// Pulls up to `want` bytes of content into the member, as far as the limits go.
    pub(crate) fn fill(&mut self, member: &mut Member, source: &mut dyn Source, want: u64) -> Filled {
        let place = source.rest().and_then(|rest| self.place_of(rest));
        let before = member.bytes.len();
        let filled = self.pull(member, source, want);
        if let Some(place) = place {
            let length = (member.bytes.len() - before) as u64;
            // What is put together of several pieces lies nowhere as a whole.
            member.place = (before == 0).then_some(Place { length, ..place });
        } else if before > 0 {
            member.place = None;
        }
        filled
    }

    fn pull(&mut self, member: &mut Member, source: &mut dyn Source, want: u64) -> Filled {
        let mut left = want;
        while left > 0 {
            let granted = self.walk.budget.grant(
                left.min(CHUNK_BYTES),
                member.bytes.len() as u64,
                source.unpacked_bytes(),
                source.packed_bytes(),
            );
            let granted = match granted {
                Ok(granted) => usize::try_from(granted).unwrap_or(usize::MAX),
                // A limit is only met when there is more than it allows.
                Err(reason) => return cut(member, source, reason),
            };
            match source.read(&mut member.bytes, granted) {
                Ok(0) => return Filled::Ended,
                Ok(bytes) => {
                    self.walk.budget.charge(bytes as u64);
                    left = left.saturating_sub(bytes as u64);
                }
                Err(Fault::Damaged) => return Filled::Damaged,
                Err(fault) => {
                    member.incomplete(fault.reason());
                    return Filled::Cut;
                }
            }
        }
        Filled::Wanted
    }

    /// When the walk is out of time.
    pub(crate) fn deadline(&self) -> Instant {
        self.walk.budget.deadline()
    }

    /// What a library may put into a [`Spool`] of `packed` bytes, for members that it cannot be asked for in pieces.
    pub(crate) fn spool(&self, packed: u64) -> Result<Spool, IncompleteReason> {
        self.walk.budget.allowance(packed).map(Spool::new)
    }

    /// Takes what a library put into a spool as the member's content.
    pub(crate) fn fill_from(&mut self, member: &mut Member, spool: &Spool) {
        let (bytes, met) = spool.take();
        self.put(member, bytes);
        if let Some(reason) = met {
            member.incomplete(reason);
        }
    }

    /// Takes what was unpacked within the limits of a [`Spool`] as the member's content.
    pub(crate) fn put(&mut self, member: &mut Member, bytes: Vec<u8>) {
        self.walk.budget.charge(bytes.len() as u64);
        member.bytes = bytes;
    }

    /// Shows a member whose content lies there, as far as the limits go.
    pub(crate) fn show(
        &mut self,
        name: &str,
        content: &[u8],
        labels: &[Label],
        reasons: &[IncompleteReason],
    ) -> Result<(), Stop> {
        let mut member = self.begin(name)?;
        self.fill(&mut member, &mut Plain::new(content), u64::MAX);
        for label in labels {
            member.label(label.clone());
        }
        for reason in reasons {
            member.incomplete(*reason);
        }
        self.finish(member)
    }

    /// Passes over bytes that are in no member. Unpacking them costs as much as showing them would.
    pub(crate) fn skip(&mut self, source: &mut dyn Source, bytes: u64) -> Filled {
        if source.seek(bytes) {
            return Filled::Wanted;
        }
        let mut scratch = Vec::new();
        let mut left = bytes;
        while left > 0 {
            scratch.clear();
            let step = left.min(CHUNK_BYTES);
            match self.take(source, &mut scratch, step) {
                Filled::Wanted => left -= step,
                short => return short,
            }
        }
        Filled::Wanted
    }

    /// Takes bytes that are no content but structure. They count as if they were shown, unless they lie
    /// there to be looked at.
    pub(crate) fn take(&mut self, source: &mut dyn Source, into: &mut Vec<u8>, want: u64) -> Filled {
        let is_unpacked = !source.seek(0);
        let mut left = want;
        while left > 0 {
            let (unpacked, packed) = (source.unpacked_bytes(), source.packed_bytes());
            let granted = match self.walk.budget.grant(left.min(CHUNK_BYTES), 0, unpacked, packed) {
                Ok(granted) => usize::try_from(granted).unwrap_or(usize::MAX),
                Err(reason) => {
                    self.note(reason);
                    return Filled::Cut;
                }
            };
            match source.read(into, granted) {
                Ok(0) => return Filled::Ended,
                Ok(bytes) => {
                    if is_unpacked {
                        self.walk.budget.charge(bytes as u64);
                    }
                    left = left.saturating_sub(bytes as u64);
                }
                Err(Fault::Damaged) => return Filled::Damaged,
                Err(fault) => {
                    self.note(fault.reason());
                    return Filled::Cut;
                }
            }
        }
        Filled::Wanted
    }

    /// Shows a member, and then what is inside it.
    pub(crate) fn finish(&mut self, member: Member) -> Result<(), Stop> {
        let Member { path, bytes, place, labels, mut reasons, packed, ran } = member;
        let layer = self.layer + 1;
        let name = path.rsplit('/').next();
        let hints = Hints { name, files_left: self.walk.budget.files_left(), ran };
        let mut inner = if packed { Vec::new() } else { formats::open(&bytes, hints) };
        let is_container = !inner.is_empty();
        if is_container && layer > self.walk.max_layers {
            reasons.push(IncompleteReason::DecompressMaxLayer);
        }
        let mut all_labels = labels;
        all_labels.extend(inner.iter().flat_map(|container| container.labels()));
        all_labels.sort_unstable();
        all_labels.dedup();

        let incomplete: Vec<_> =
            reasons.iter().map(|reason| self.walk.budget.note(*reason, Some(&path))).collect();
        for note in &incomplete {
            self.walk.note(note.clone());
        }
        if reasons.contains(&IncompleteReason::Time) {
            return Err(Stop);
        }
        let index = self.walk.visited;
        self.walk.visited += 1;
        let flow = (self.walk.visit)(Visit {
            path: &path,
            parent: self.container.as_ref().map(|(_, index)| *index),
            bytes: &bytes,
            place: place.map(|place| Place { packed: place.packed || packed, ..place }),
            labels: &all_labels,
            incomplete: &incomplete,
            is_container,
        });
        if flow.is_break() || reasons.contains(&IncompleteReason::TotalBytes) {
            return Err(Stop);
        }
        if layer > self.walk.max_layers {
            inner.clear();
        }
        let mut members =
            Members { walk: &mut *self.walk, container: Some((path, index)), bytes: &bytes, layer };
        read_all(inner, &mut members)
    }
}

/// A limit has been reached exactly: whether it is also exceeded is known from one byte more.
fn cut(member: &mut Member, source: &mut dyn Source, reason: IncompleteReason) -> Filled {
    if reason != IncompleteReason::Time {
        match source.read(&mut Vec::new(), 1) {
            Ok(0) => return Filled::Ended,
            Ok(_) => {}
            Err(_) => return Filled::Damaged,
        }
    }
    member.incomplete(reason);
    Filled::Cut
}

fn read_all(containers: Vec<Box<dyn Container + '_>>, members: &mut Members<'_, '_>) -> Result<(), Stop> {
    containers.into_iter().try_for_each(|mut container| container.read(members))
}

/// Walks the submitted file: see [`crate::walk`].
pub(crate) fn walk(
    bytes: &[u8],
    decompress: Decompress,
    budget: Budget,
    visit: &mut dyn FnMut(Visit<'_>) -> ControlFlow<()>,
) -> Walked {
    let max_layers = decompress.max_layers.min(LAYERS_HARD_MAX);
    let mut walk = Walk { budget, max_layers, visit, visited: 0, notes: Vec::new() };
    let hints = Hints { name: None, files_left: walk.budget.files_left(), ran: false };
    let containers = formats::open(bytes, hints);
    let mut walked = Walked { is_container: !containers.is_empty(), ..Walked::default() };
    if walked.is_container {
        let mut members = Members { walk: &mut walk, container: None, bytes, layer: 1 };
        if max_layers == 0 {
            members.note(IncompleteReason::DecompressMaxLayer);
        } else {
            walked.labels = containers.iter().flat_map(|container| container.labels()).collect();
            // The stop has been noted where it happened, or is the visitor's own.
            let _ = read_all(containers, &mut members);
        }
    }
    walked.labels.sort_unstable();
    walked.labels.dedup();
    walked.incomplete = walk.notes;
    walked
}
