//! A rule set in parts, so that a content is held only against rules that it could match.

mod condition;
mod literal;
mod need;
mod text;

use std::collections::{BTreeMap, BTreeSet, HashMap};

use yara_x_parser::ast::{AST, RuleFlags};

use crate::{RuleSource, gate::Trigger};
pub(crate) use literal::{Literal, frequency};
use need::Need;
pub(crate) use need::{CLAUSES_MAX, Way};
use text::{Stretch, Text};

/// What has more bytes is large: rules with a bound mostly have a lower one.
const LARGE_BYTES: u64 = 4 << 20;
/// Rules in a part of those that need texts. Each part that is run costs a pass over the content, and each rule in it the
/// evaluation of its condition; measured on programs, scripts and archives of 10 kB to 24 MB.
const PART_RULES: usize = 768;
/// A short literal is looked for if so many groups of rules need it, and at most so many are.
const SHORT_USERS_MIN: usize = 8;
const SHORTS_MAX: usize = 16;
/// How Windows programs begin: so many rules speak of them that they have a part of their own.
const PE: [u8; 2] = *b"MZ";
/// How programs of Linux begin: the few rules that speak of them and need no text are no part of their own.
const ELF: [u8; 2] = *b"\x7fE";

/// The texts of a rule set's parts, and when each is to be run.
pub(crate) struct Plan {
    pub(crate) parts: Vec<Vec<RuleSource>>,
    pub(crate) triggers: Vec<Trigger>,
}

/// What parts the rules apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    /// They need a text.
    Text { bounded: bool, modules: bool, number: usize },
    /// They could match anything with such a label.
    Label,
    /// They could match anything that begins so: with these two bytes, if all of them do.
    Head(Option<[u8; 2]>),
    /// They could match anything that is not large, or has not such a label.
    Bounded { modules: bool },
    /// They could match anything.
    Always { modules: bool },
}

impl Kind {
    /// Of the rules of a group; those that need texts are counted into parts.
    fn of(group: &Group, fills: &mut BTreeMap<(bool, bool), Fill>) -> Self {
        let free = || group.need.ways.iter().filter(|way| way.clauses.is_empty());
        let head = |way: &Way| way.head.as_ref().and_then(|head| head.first_chunk().copied());
        let bound = |way: &Way| way.size.is_some_and(|size| size <= LARGE_BYTES) || !way.without.is_empty();
        let modules = group.modules;
        if free().next().is_none() {
            let bounded = group.need.ways.iter().all(bound);
            let number = fills.entry((bounded, modules)).or_default().take(group.members.len());
            Self::Text { bounded, modules, number }
        } else if free().all(|way| way.label.is_some()) {
            Self::Label
        } else if free().all(|way| head(way).is_some_and(|head| head != ELF)) {
            Self::Head(Some(PE).filter(|common| free().all(|way| head(way) == Some(*common))))
        } else if free().all(bound) {
            Self::Bounded { modules }
        } else {
            Self::Always { modules }
        }
    }
}

/// Rules that stay together.
struct Group {
    /// By place among all rules.
    members: BTreeSet<usize>,
    /// Whether a module reads the content for them.
    modules: bool,
    need: Need,
}

/// One rule.
struct Found {
    /// The number of its source.
    source: usize,
    /// Which of the source's rules it is.
    index: usize,
    name: String,
    flags: RuleFlags,
    need: Need,
}

impl Group {
    fn of(members: BTreeSet<usize>, found: &[Found], texts: &[Text]) -> Self {
        let rules = || members.iter().filter_map(|place| found.get(*place));
        let modules = rules().any(|rule| rule.reads(texts));
        let need = rules()
            .filter(|rule| !rule.flags.contains(RuleFlags::Private))
            .map(|rule| rule.need.clone())
            .reduce(Need::or)
            // Private rules alone say nothing.
            .unwrap_or_else(Need::impossible);
        Self { members, modules, need }
    }
}

impl Found {
    fn stretch<'t>(&self, texts: &'t [Text]) -> Option<&'t Stretch> {
        texts.get(self.source)?.rules.get(self.index)
    }

    fn reads(&self, texts: &[Text]) -> bool {
        let text = texts.get(self.source);
        text.zip(self.stretch(texts)).is_some_and(|(text, rule)| text.reads(&rule.names))
    }
}

/// Parts `sources`, of which those of one namespace stand together. `None` if one of them is no proper text of rules:
/// then compiling all together says what is wrong.
pub(crate) fn plan(sources: &[&RuleSource]) -> Option<Plan> {
    let texts: Vec<Text> = sources.iter().map(|source| Text::read(source)).collect::<Option<_>>()?;
    let mut found: Vec<Found> = Vec::new();
    let mut groups = Vec::new();
    let mut first = 0;
    for namespace in sources.chunk_by(|a, b| a.namespace == b.namespace) {
        let begin = found.len();
        read_namespace(first, namespace, texts.get(first..)?, &mut found)?;
        first += namespace.len();
        for members in together(found.get(begin..)?, &texts) {
            groups.push(Group::of(members.into_iter().map(|place| begin + place).collect(), &found, &texts));
        }
    }
    drop_rare_shorts(&mut groups);
    // Rules whose texts are likeliest stand together, so that as little as can be is run in vain.
    groups.sort_by(|a, b| b.need.expected().total_cmp(&a.need.expected()));
    let mut kinds: BTreeMap<Kind, usize> = BTreeMap::new();
    let mut fills = BTreeMap::new();
    let mut members: Vec<BTreeSet<usize>> = Vec::new();
    let mut triggers = Vec::new();
    for group in groups {
        let kind = Kind::of(&group, &mut fills);
        let next = kinds.len();
        let part = *kinds.entry(kind).or_insert(next);
        if part == members.len() {
            members.push(BTreeSet::new());
        }
        members.get_mut(part)?.extend(group.members);
        triggers.extend(group.need.ways.into_iter().map(|way| Trigger { part, way }));
    }
    let part = |rules: BTreeSet<usize>| {
        let rules: Vec<&Found> = rules.iter().filter_map(|place| found.get(*place)).collect();
        part_sources(&rules, &texts, sources)
    };
    Some(Plan { parts: members.into_iter().map(part).collect(), triggers })
}

/// Drops clauses that ask for short literals, which cost the gate a pass each, but for those that many rules need.
fn drop_rare_shorts(groups: &mut [Group]) {
    let mut users: BTreeMap<&Literal, usize> = BTreeMap::new();
    for group in groups.iter() {
        let literals = group.need.ways.iter().flat_map(|way| way.clauses.iter().flatten());
        let shorts: BTreeSet<&Literal> = literals.filter(|literal| literal.is_short()).collect();
        for short in shorts {
            *users.entry(short).or_default() += 1;
        }
    }
    let mut common: Vec<(usize, Literal)> = users
        .into_iter()
        // One pass finds one case of letters.
        .filter(|(short, users)| {
            *users >= SHORT_USERS_MIN && !(short.nocase && short.bytes.iter().any(u8::is_ascii_alphabetic))
        })
        .map(|(short, users)| (users, short.clone()))
        .collect();
    common.sort_unstable_by(|a, b| b.cmp(a));
    common.truncate(SHORTS_MAX);
    let kept: BTreeSet<Literal> = common.into_iter().map(|(_, short)| short).collect();
    for way in groups.iter_mut().flat_map(|group| &mut group.need.ways) {
        way.clauses
            .retain(|clause| clause.iter().all(|literal| !literal.is_short() || kept.contains(literal)));
    }
}

/// Counts rules into parts.
#[derive(Default)]
struct Fill {
    number: usize,
    rules: usize,
}

impl Fill {
    /// The number of the part that takes these rules.
    fn take(&mut self, rules: usize) -> usize {
        if self.rules >= PART_RULES {
            self.number += 1;
            self.rules = 0;
        }
        self.rules += rules;
        self.number
    }
}

/// Adds the rules of one namespace, whose sources these are, the first of which has the number `first`.
fn read_namespace(
    first: usize,
    sources: &[&RuleSource],
    texts: &[Text],
    found: &mut Vec<Found>,
) -> Option<()> {
    let mut needs: HashMap<String, Need> = HashMap::new();
    for (number, (source, text)) in (first..).zip(sources.iter().zip(texts)) {
        let ast = AST::from(source.text.as_str());
        if !ast.errors().is_empty() || ast.rules().count() != text.rules.len() {
            return None;
        }
        for (index, rule) in ast.rules().enumerate() {
            let need = condition::of_rule(rule, &needs);
            let name = rule.identifier.name.to_owned();
            // Two rules of one name are an error, which must not be hidden by their being apart.
            if needs.insert(name.clone(), need.clone()).is_some() {
                return None;
            }
            found.push(Found {
                source: number,
                index,
                name,
                flags: RuleFlags::from_bits_truncate(rule.flags.bits()),
                need,
            });
        }
    }
    Some(())
}

/// The rules of one namespace, by place, in groups, each with all that its rules speak of.
///
/// Those that speak of each other are in one group, and all of them if one is global. Private rules say nothing
/// themselves: each group has those that it needs, whoever else has them too.
fn together(rules: &[Found], texts: &[Text]) -> Vec<BTreeSet<usize>> {
    if rules.iter().any(|rule| rule.flags.contains(RuleFlags::Global)) {
        return vec![(0..rules.len()).collect()];
    }
    let by_name: HashMap<&str, usize> = rules.iter().map(|rule| rule.name.as_str()).zip(0..).collect();
    let mut named = vec![false; rules.len()];
    // What each speaks of, itself included: rules before it, whose own are known by then.
    let mut all: Vec<BTreeSet<usize>> = Vec::with_capacity(rules.len());
    for (place, rule) in rules.iter().enumerate() {
        let names = rule.stretch(texts).map(|stretch| &stretch.names);
        let mut own = BTreeSet::from([place]);
        for other in names.into_iter().flatten().filter_map(|name| by_name.get(name.as_str())) {
            own.extend(all.get(*other).into_iter().flatten());
            if let Some(named) = named.get_mut(*other).filter(|_| *other != place) {
                *named = true;
            }
        }
        all.push(own);
    }
    let private = |place: usize| rules.get(place).is_some_and(|rule| rule.flags.contains(RuleFlags::Private));
    // A group is named by the first of its rules that is not private.
    let mut leaders: Vec<usize> = (0..rules.len()).collect();
    for (place, own) in all.iter().enumerate() {
        for other in own.iter().filter(|other| !private(**other) && !private(place)) {
            let (a, b) = (leader(&leaders, place), leader(&leaders, *other));
            if let Some(leader) = leaders.get_mut(a.max(b)) {
                *leader = a.min(b);
            }
        }
    }
    let mut groups: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for (place, own) in all.into_iter().enumerate() {
        // A private rule that nobody speaks of still counts as one of the rules.
        if !private(place) || named.get(place) == Some(&false) {
            groups.entry(leader(&leaders, place)).or_default().extend(own);
        }
    }
    groups.into_values().collect()
}

fn leader(leaders: &[usize], mut place: usize) -> usize {
    while let Some(next) = leaders.get(place).filter(|next| **next != place) {
        place = *next;
    }
    place
}

/// The sources of one part.
fn part_sources(rules: &[&Found], texts: &[Text], sources: &[&RuleSource]) -> Vec<RuleSource> {
    let mut by_source: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for rule in rules {
        by_source.entry(rule.source).or_default().insert(rule.index);
    }
    let keep =
        |(number, kept): (usize, BTreeSet<usize>)| Some(texts.get(number)?.only(sources.get(number)?, &kept));
    by_source.into_iter().filter_map(keep).collect()
}
