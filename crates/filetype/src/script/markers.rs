//! Words that vote for a language.
//!
//! A weight of 10 decides alone; smaller ones must come together. Words that several languages share
//! weigh little in each. Each word counts once however often it stands there, so that length decides
//! nothing.

use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, MatchKind};
use assay_findings::Label;

use crate::{LabelSet, names};

/// Votes that make a label.
const ENOUGH: u32 = 10;

/// Language, its words in lower case, their weights. A line feed stands for the beginning of a line.
const LANGUAGES: &[(Label, &[(&str, u32)])] = &[
    (
        names::HTML,
        &[
            ("<!doctype html", 10),
            ("<html", 10),
            ("<script", 6),
            ("<body", 6),
            ("<iframe", 6),
            ("<head>", 5),
            ("<form", 4),
            ("<div", 4),
            ("</a>", 4),
            ("<meta ", 4),
        ],
    ),
    (names::HTA, &[("<hta:application", 10)]),
    (names::XML, &[("<?xml", 10)]),
    (names::SVG, &[("<svg", 10)]),
    (names::WSF, &[("<job", 5), ("<package>", 3), ("<script language=", 5)]),
    (
        names::PHP,
        &[
            ("<?php", 10),
            ("<?=", 5),
            ("<? ", 4),
            ("$_post[", 5),
            ("$_get[", 5),
            ("$_request[", 5),
            ("$_server[", 5),
        ],
    ),
    (
        names::JSP,
        &[
            ("<%@ page", 5),
            ("<%@page", 5),
            ("<jsp:", 10),
            ("<%@ taglib", 10),
            ("<%!", 5),
            ("import=\"java", 8),
            ("language=\"java\"", 8),
            ("request.getparameter(", 6),
            ("runtime.getruntime()", 5),
            ("java.io.", 4),
            ("java.lang.", 4),
            ("out.print", 3),
            ("<%", 2),
        ],
    ),
    (
        names::ASP,
        &[
            ("<%@ language", 8),
            ("<%@language", 8),
            ("vbscript", 3),
            ("jscript", 2),
            ("server.createobject", 6),
            ("response.write", 5),
            ("eval request", 10),
            ("execute request", 10),
            ("request.form(", 4),
            ("request.querystring(", 4),
            ("<%", 4),
        ],
    ),
    (
        names::ASPX,
        &[
            ("runat=\"server\"", 8),
            ("<%@ webhandler", 10),
            ("<%@ webservice", 10),
            ("language=\"c#\"", 8),
            ("language=\"vb\"", 8),
            ("<%@ page", 4),
            ("<%@page", 4),
            ("language=\"jscript\"", 8),
            ("<%@ import namespace", 10),
            ("request.item[", 4),
            ("system.web", 4),
        ],
    ),
    (
        names::PYTHON,
        &[
            ("if __name__ ==", 10),
            ("\nimport ", 3),
            ("\nfrom ", 2),
            (" import ", 2),
            ("\ndef ", 4),
            ("\n    def ", 4),
            ("):\n", 4),
            ("\nclass ", 2),
            ("print(", 1),
            ("self.", 2),
            ("elif ", 3),
            ("\nexcept", 3),
            ("import os", 4),
            ("import sys", 4),
            ("import socket", 5),
            ("import subprocess", 6),
            ("import base64", 5),
            ("import requests", 5),
            ("exec(", 2),
            ("lambda ", 2),
            ("subprocess.", 4),
            ("os.system(", 5),
        ],
    ),
    (
        names::SHELL,
        &[
            ("\nfi\n", 6),
            ("\nfi;", 6),
            ("\ndone", 5),
            ("; then", 5),
            ("; do", 4),
            ("\nesac", 6),
            ("\nexport ", 4),
            ("chmod +x", 5),
            ("chmod 777", 5),
            ("wget http", 4),
            ("curl ", 3),
            ("/bin/sh", 3),
            ("/bin/bash", 3),
            ("/dev/null", 4),
            ("/dev/tcp/", 6),
            ("$(", 2),
            ("echo ", 1),
            ("bash -i", 5),
            ("nohup ", 4),
            ("crontab ", 4),
            ("| sh", 3),
            ("| bash", 4),
            ("rm -rf", 4),
        ],
    ),
    (
        names::POWERSHELL,
        &[
            ("invoke-expression", 8),
            ("invoke-webrequest", 8),
            ("new-object", 7),
            ("write-host", 8),
            ("write-output", 7),
            ("get-childitem", 8),
            ("$env:", 5),
            ("set-executionpolicy", 6),
            ("-executionpolicy", 3),
            ("start-process", 6),
            ("add-type ", 5),
            ("downloadstring(", 5),
            ("downloadfile(", 4),
            ("frombase64string", 4),
            ("[system.", 4),
            ("$null", 4),
            ("param(", 3),
            ("param (", 3),
            ("iex ", 4),
            ("iex(", 5),
            ("powershell", 2),
            ("foreach-object", 7),
            ("where-object", 7),
            ("set-itemproperty", 7),
            ("get-process", 6),
            ("[convert]::", 5),
            ("| out-null", 6),
            ("$true", 3),
            (" -eq ", 3),
        ],
    ),
    (
        names::JAVASCRIPT,
        &[
            ("function(", 4),
            ("function (", 4),
            ("\nfunction ", 3),
            ("\nvar ", 3),
            ("var ", 2),
            ("const ", 2),
            ("let ", 1),
            ("=> {", 4),
            ("document.", 3),
            ("window.", 3),
            ("require(", 4),
            ("module.exports", 7),
            ("console.log", 7),
            ("eval(", 2),
            ("unescape(", 3),
            ("fromcharcode", 5),
            ("new activexobject", 7),
            ("wscript.", 3),
            ("===", 4),
            ("typeof ", 4),
            ("export default", 6),
            ("async function", 5),
            ("settimeout(", 4),
            ("'use strict'", 7),
            ("\"use strict\"", 7),
            ("json.parse", 5),
            ("new array(", 3),
            ("return ", 1),
            ("process.env", 4),
        ],
    ),
    (
        names::VBSCRIPT,
        &[
            ("createobject(", 5),
            ("\ndim ", 5),
            ("end sub", 4),
            ("end function", 4),
            ("on error resume next", 7),
            ("wscript.", 4),
            ("\nset ", 2),
            ("msgbox", 3),
            ("end if", 3),
            ("\nsub ", 3),
            ("chr(", 2),
            ("execute(", 2),
            ("executeglobal", 7),
            ("option explicit", 6),
            ("scripting.filesystemobject", 4),
            ("wscript.shell", 3),
        ],
    ),
    (
        names::VBA,
        &[
            ("attribute vb_name", 10),
            ("sub autoopen", 8),
            ("sub auto_open", 8),
            ("sub document_open", 8),
            ("sub workbook_open", 8),
            ("declare ptrsafe", 8),
        ],
    ),
    (
        names::PERL,
        &[
            ("use strict;", 8),
            ("use warnings", 7),
            ("\nmy $", 6),
            ("\nmy ($", 6),
            ("\nsub ", 2),
            ("@argv", 4),
            ("use socket", 7),
            ("=~ ", 3),
            ("= shift;", 6),
            ("die \"", 4),
            ("\nuse ", 2),
            ("foreach my $", 7),
            ("print \"", 1),
        ],
    ),
    (
        names::RUBY,
        &[
            ("\nrequire '", 5),
            ("\nrequire \"", 5),
            ("\nend\n", 4),
            ("\n  end\n", 3),
            ("puts ", 3),
            ("\ndef ", 2),
            (" do |", 6),
            ("attr_accessor", 8),
            (".each do", 7),
            ("\nmodule ", 3),
            ("require_relative", 8),
            ("elsif ", 2),
            (".new(", 1),
        ],
    ),
    (
        names::BATCH,
        &[
            ("@echo off", 10),
            ("%~dp0", 8),
            ("%~f0", 8),
            ("\ngoto ", 4),
            ("if exist ", 5),
            ("if not exist", 5),
            ("setlocal", 6),
            ("\nrem ", 4),
            ("\n::", 3),
            ("%errorlevel%", 7),
            ("\nset ", 2),
            ("reg add ", 5),
            ("cmd /c", 4),
            ("cmd.exe", 3),
            (">nul", 5),
            ("> nul", 4),
            ("%temp%", 5),
            ("%appdata%", 5),
            ("start /b", 5),
            ("\ndel ", 3),
            ("schtasks ", 5),
            ("certutil ", 5),
            ("\npause", 3),
        ],
    ),
    (
        names::LUA,
        &[
            ("\nlocal function", 8),
            ("local function", 5),
            ("\nlocal ", 3),
            (" then\n", 3),
            ("\nend\n", 3),
            (" ~= ", 5),
            ("string.format(", 3),
            ("ipairs(", 6),
            ("pairs(", 3),
        ],
    ),
    (
        names::C,
        &[
            ("#include <", 9),
            ("#include \"", 9),
            ("int main(", 7),
            ("#define ", 4),
            ("#ifndef ", 5),
            ("typedef ", 4),
            ("void ", 2),
            ("printf(", 2),
            ("sizeof(", 3),
        ],
    ),
    (
        names::C_SHARP,
        &[
            ("\nusing system", 8),
            ("using system;", 8),
            ("\nnamespace ", 4),
            ("public class ", 3),
            ("static void main(string", 6),
            ("console.writeline", 6),
        ],
    ),
    (
        names::JAVA,
        &[
            ("\nimport java.", 8),
            ("\nimport javax.", 8),
            ("import java.", 3),
            ("public class ", 5),
            ("\npackage ", 2),
            ("public static void main(string", 9),
            ("system.out.print", 6),
        ],
    ),
    (
        names::GO,
        &[
            ("\npackage main", 9),
            ("package main\n", 4),
            ("\nfunc ", 5),
            ("\nimport (", 6),
            (":= ", 2),
            ("\nimport \"", 3),
        ],
    ),
    (
        names::RUST,
        &[
            ("fn main()", 8),
            ("\npub fn ", 7),
            ("\nfn ", 4),
            ("\nuse std::", 8),
            ("let mut ", 5),
            ("impl ", 3),
            ("println!(", 6),
            ("#[derive(", 6),
        ],
    ),
];

struct Markers {
    words: AhoCorasick,
    /// For each word its language's number and its weight.
    votes: Vec<(usize, u32)>,
}

static MARKERS: LazyLock<Option<Markers>> = LazyLock::new(|| {
    let mut words = Vec::new();
    let mut votes = Vec::new();
    for (language, (_, markers)) in LANGUAGES.iter().enumerate() {
        for (word, weight) in *markers {
            words.push(*word);
            votes.push((language, *weight));
        }
    }
    // Words contain each other: all that stand somewhere are wanted, not the first or the longest.
    let words = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::Standard)
        .build(words)
        .ok()?;
    Some(Markers { words, votes })
});

/// Adds the languages for which the text votes.
pub(super) fn vote(text: &[u8], labels: &mut LabelSet) {
    let Some(markers) = &*MARKERS else { return };
    // The beginning of the text is the beginning of a line, and a line may end as DOS ends it.
    let mut lines = Vec::with_capacity(text.len() + 1);
    lines.push(b'\n');
    lines.extend(text.iter().filter(|&&byte| byte != b'\r'));
    let mut seen = vec![false; markers.votes.len()];
    for found in markers.words.find_overlapping_iter(&lines) {
        if let Some(seen) = seen.get_mut(found.pattern().as_usize()) {
            *seen = true;
        }
    }
    let mut totals = vec![0_u32; LANGUAGES.len()];
    for ((language, weight), _) in markers.votes.iter().zip(&seen).filter(|(_, seen)| **seen) {
        if let Some(total) = totals.get_mut(*language) {
            *total += weight;
        }
    }
    for ((label, _), total) in LANGUAGES.iter().zip(totals) {
        labels.add_if(total >= ENOUGH, label.clone());
    }
}
