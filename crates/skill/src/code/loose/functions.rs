//! Functions: what their parameters are given, and what they give back.

use std::collections::BTreeMap;

use super::{
    Eye,
    scan::{arguments_end, names, statement_end},
};
use crate::code::taint::Taint;

/// Functions of one text, parameters of one function, and calls in one text that are followed.
const FUNCTIONS_MAX: usize = 1_024;
const PARAMETERS_MAX: usize = 8;
const CALLS_MAX: usize = 4_096;
/// The longest list of parameters, and the longest function that a `return` is looked for in, in bytes.
const HEAD_MAX: usize = 300;
const BODY_MAX: usize = 4_000;

/// Functions by name, with their parameters.
#[derive(Debug, Default)]
pub(super) struct Functions<'r> {
    parameters: BTreeMap<&'r str, Vec<&'r str>>,
    /// Where each begins, in order.
    starts: Vec<(usize, &'r str)>,
}

impl<'r> Functions<'r> {
    /// Those that are declared in a text: `function f(a, b)`, `f = (a, b) =>`, `f = a =>`.
    pub(super) fn of(text: &'r str) -> Self {
        let mut out = Self::default();
        for (at, _) in text.match_indices("function ").take(FUNCTIONS_MAX) {
            let rest = text.get(at + 9..).unwrap_or_default();
            let rest = rest.get(..rest.floor_char_boundary(HEAD_MAX)).unwrap_or_default();
            let Some((head, behind)) = rest.split_once('(') else { continue };
            let name = names(head).next().or_else(|| {
                // `exports.f = function (a)`
                text.get(..at).and_then(assigned)
            });
            if let (Some(name), Some((list, _))) = (name, behind.split_once(')')) {
                out.add(name, list, at);
            }
        }
        for (at, _) in text.match_indices("=>").take(FUNCTIONS_MAX) {
            let from = text.floor_char_boundary(at.saturating_sub(HEAD_MAX));
            let head = text.get(from..at).unwrap_or_default().trim_end();
            let line = head.rsplit('\n').next().unwrap_or(head);
            let Some((left, list)) = line.split_once('=') else { continue };
            if let Some(name) = names(left).last() {
                out.add(name, list.trim().trim_start_matches("async").trim().trim_matches(['(', ')']), at);
            }
        }
        out.starts.sort_unstable();
        out
    }

    fn add(&mut self, name: &'r str, list: &'r str, at: usize) {
        if self.parameters.len() >= FUNCTIONS_MAX {
            return;
        }
        let parameters =
            list.split(',').take(PARAMETERS_MAX).map(|one| names(one).next().unwrap_or_default());
        self.parameters.insert(name, parameters.collect());
        self.starts.push((at, name));
    }

    /// The function that begins nearest before `at`.
    fn around(&self, at: usize) -> Option<&'r str> {
        let index = self.starts.partition_point(|(start, _)| *start < at).checked_sub(1)?;
        self.starts.get(index).filter(|(start, _)| at - start < BODY_MAX).map(|(_, name)| *name)
    }
}

/// The name to which something is assigned at the end of a text.
fn assigned(before: &str) -> Option<&str> {
    let line = before.rsplit('\n').next()?;
    let (left, _) = line.trim_end().rsplit_once('=')?;
    names(left).last()
}

impl<'r> Eye<'r> {
    /// Gives parameters what calls hand in, and functions what they return.
    pub(super) fn learn_functions(&mut self, functions: &Functions<'r>) {
        if functions.parameters.is_empty() {
            return;
        }
        let lower: &'r str = self.lower;
        for (at, _) in lower.match_indices('(').take(CALLS_MAX) {
            let head = lower.get(lower.floor_char_boundary(at.saturating_sub(60))..at).unwrap_or_default();
            let Some(name) = names(head).last().filter(|name| head.ends_with(*name)) else { continue };
            let Some(parameters) = functions.parameters.get(name) else { continue };
            let end = arguments_end(lower, at + 1);
            let mut from = at + 1;
            for (parameter, one) in parameters.iter().zip(lower.get(from..end).unwrap_or_default().split(','))
            {
                let taint = self.taint(from, from + one.len()).without(Taint::REMOTE);
                if !parameter.is_empty() {
                    self.stain(Some(parameter), at, taint);
                }
                from += one.len() + 1;
            }
        }
        for (at, _) in lower.match_indices("return ").take(CALLS_MAX) {
            if let Some(name) = functions.around(at) {
                let taint = self.taint(at, statement_end(lower, at));
                self.stain(Some(name), at, taint);
            }
        }
    }
}
