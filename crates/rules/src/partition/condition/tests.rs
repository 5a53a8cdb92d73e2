//! Conditions and what they need.

use yara_x_parser::ast::AST;

use super::*;
use crate::partition::need::{WAYS_MAX, Way};

/// The need of the last rule of a text: its ways, with `^` before a beginning and `|` between a clause's literals.
fn need(text: &str) -> String {
    let ast = AST::from(text);
    assert!(ast.errors().is_empty(), "{text}: {:?}", ast.errors());
    let mut needs = HashMap::new();
    let mut last = Need::nothing();
    for rule in ast.rules() {
        last = of_rule(rule, &needs);
        needs.insert(rule.identifier.name.to_owned(), last.clone());
    }
    if last.ways.is_empty() {
        return "never".to_owned();
    }
    last.ways.iter().map(shown).collect::<Vec<_>>().join(" or ")
}

fn shown(way: &Way) -> String {
    let mut parts = Vec::new();
    parts.extend(way.head.iter().map(|head| format!("^{}", head.escape_ascii())));
    parts.extend(way.label.iter().map(|label| format!("label{label}")));
    parts.extend(way.without.iter().map(|label| format!("no label{label}")));
    parts.extend(way.size.iter().map(|size| format!("at most {size}")));
    parts.extend(way.clauses.iter().map(|clause| {
        clause.iter().map(|literal| literal.bytes.escape_ascii().to_string()).collect::<Vec<_>>().join("|")
    }));
    if parts.is_empty() { "anything".to_owned() } else { parts.join(" & ") }
}

fn of(strings: &str, condition: &str) -> String {
    need(&format!("import \"pe\" rule r {{ {strings} condition: {condition} }}"))
}

const AB: &str = r#"strings: $a = "first text" $b = "second, longer text" $c = "." $d = { 4D ?? 5A }"#;

#[test]
fn one_of_a_disjunction_and_all_of_a_conjunction() {
    assert_eq!(of(AB, "$a"), "first text");
    assert_eq!(of(AB, "$a or $b"), "first text|second, longer text");
    assert_eq!(of(AB, "$a and $b"), "second, longer text & first text");
    assert_eq!(of(AB, "$a or $c"), "first text or anything", "one byte is too little");
    assert_eq!(of(AB, "$a and $c"), "first text");
    assert_eq!(of(AB, "$a and not $b"), "first text");
    assert_eq!(of(AB, "not $a"), "anything");
    assert_eq!(of(AB, "false"), "never");
    assert_eq!(of(AB, "$a or false"), "first text");
}

#[test]
fn sizes_and_labels() {
    assert_eq!(of(AB, "$a and filesize < 10"), "at most 9 & first text");
    assert_eq!(of(AB, "filesize <= 2KB"), "at most 2048");
    assert_eq!(of(AB, "10 > filesize and 20 >= filesize"), "at most 9");
    assert_eq!(of(AB, "filesize == 7"), "at most 7");
    assert_eq!(of(AB, "filesize > 7"), "anything");
    assert_eq!(of(AB, "filesize < 10 or filesize < 20"), "at most 19");
    assert_eq!(of(AB, "labels contains \" PDF \""), "label PDF ");
    assert_eq!(of(AB, "not labels contains \" ELF\" and $a"), "no label ELF & first text");
    assert_eq!(of(AB, "labels icontains \"x\" or not (labels contains \"x\" and $a)"), "anything");
    assert_eq!(of(AB, "labels contains \"x\" and labels contains \"y\" and $a"), "labelx & first text");
    assert_eq!(of(AB, "labels contains \"x\" and $a or $b"), "second, longer text or labelx & first text");
}

#[test]
fn of_a_number_so_many_may_fail() {
    let three = r#"strings: $a1 = "aa-one" $a2 = "longer: 2" $a3 = "the longest of all: 3" $b = "else""#;
    assert_eq!(of(three, "any of ($a*)"), "aa-one|longer: 2|the longest of all: 3");
    assert_eq!(of(three, "2 of ($a*)"), "longer: 2|the longest of all: 3");
    assert_eq!(of(three, "all of ($a*)"), "the longest of all: 3 & longer: 2 & aa-one");
    assert_eq!(of(three, "3 of them"), "longer: 2|the longest of all: 3 & aa-one|else");
    assert_eq!(of(three, "none of them"), "anything");
    assert_eq!(of(three, "0 of them"), "anything");
    assert_eq!(of(three, "9 of them"), "never");
    assert_eq!(of(three, "(#b * 2) of them"), "anything");
    assert_eq!(of(three, "50% of ($a*)"), "aa-one|longer: 2|the longest of all: 3");
    assert_eq!(of(three, "1 of ($a1, $b)"), "aa-one|else");
    assert_eq!(
        of(three, "for any of ($a*) : (# > 2) and $b"),
        "aa-one|longer: 2|the longest of all: 3 & else"
    );
    assert_eq!(of(three, "for all of ($a1, $b) : ($ in (0..9))"), "aa-one & else");
}

#[test]
fn counts_places_and_lengths_speak_of_matches() {
    for condition in
        ["#a > 3", "#a > 0", "3 < #a", "#a == 2", "#a >= 1", "@a < 100", "@a + 5 == @c", "!a[1] > 5"]
    {
        assert_eq!(of(AB, condition), "first text", "{condition}");
    }
    for condition in ["#a >= 0", "#a == 0", "#a < 3", "0 <= #a"] {
        assert_eq!(of(AB, condition), "anything", "{condition}");
    }
    assert_eq!(of(AB, "$a at 0"), "^first text & first text");
    assert_eq!(of(AB, "$a at 1"), "first text");
    assert_eq!(of(AB, "$a in (0..10)"), "first text");
}

#[test]
fn the_first_integer_is_a_beginning() {
    assert_eq!(of("", "uint16(0) == 0x5a4d"), "^MZ");
    assert_eq!(of("", "0x464c457f == uint32(0)"), r"^\x7fELF");
    assert_eq!(of("", "uint16be(0) == 0x4d5a or uint32be(0) == 0x7f454c46"), r"^MZ or ^\x7fELF");
    assert_eq!(of("", "uint16(0) == 0x15a4d"), "never", "it never has that value");
    assert_eq!(of("", "uint16(1) == 0x5a4d"), "anything");
    assert_eq!(of("", "uint16(0) != 0x5a4d"), "anything");
    assert_eq!(of(AB, "uint16(0) == 0x5a4d and $a or $b"), "second, longer text or ^MZ & first text");
}

#[test]
fn modules_speak_of_their_own_contents() {
    for condition in [
        "pe.number_of_sections == 0",
        "pe.sections[0].name == \"x\"",
        "pe.is_pe",
        "pe.imphash() == \"x\"",
        "pe.exports(\"x\")",
        "pe.pdb_path contains \"x\"",
    ] {
        assert_eq!(of("", condition), "^MZ", "{condition}");
    }
    for condition in ["not pe.is_pe", "pe.is_pe == 0", "pe.imports(\"x\") == 0", "pe.MACHINE_AMD64 == 34404"]
    {
        assert_eq!(of("", condition), "anything", "{condition}");
    }
}

#[test]
fn loops_and_other_rules() {
    let text = "strings: $a = \"a text\"";
    assert_eq!(of(text, "for any i in (1..3) : ( $a at i )"), "a text");
    assert_eq!(of(text, "for all i in (1..#a) : ( @a[i] > 3 )"), "anything");
    assert_eq!(of(text, "for 2 i in (1..#a) : ( @a[i] > 3 )"), "a text");
    let base = "rule base { strings: $a = \"a text\" condition: $a }";
    assert_eq!(need(&format!("{base} rule r {{ condition: base and filesize > 3 }}")), "a text");
    assert_eq!(
        need(&format!("{base} rule r {{ condition: for any base in (1..3) : ( base ) }}")),
        "anything"
    );
}

#[test]
fn patterns_of_every_kind() {
    let one = |pattern: &str| of(&format!("strings: $a = {pattern}"), "$a");
    assert_eq!(one("\"text\" wide"), r"t\x00e\x00x\x00t\x00");
    assert_eq!(one("\"Text\" nocase"), "text");
    assert_eq!(one("\"text\" ascii wide"), r"t\x00e\x00x\x00t\x00|text");
    assert_eq!(one("\"text\" xor(0-1)"), "text|udyu");
    // As the documentation of YARA has them.
    let base64 = "VGhpcyBwcm9ncmFtIGNhbm5vd|RoaXMgcHJvZ3JhbSBjYW5ub3|UaGlzIHByb2dyYW0gY2Fubm90";
    assert_eq!(one("\"This program cannot\" base64"), base64);
    assert_eq!(one("{ 01 02 03 04 ?? 41 42 43 }"), r"\x01\x02\x03\x04");
    assert_eq!(one("{ 01 [4-6] ( 41 42 43 44 | 45 ) 6? }"), "anything");
    assert_eq!(one("/some [a-z]+ longer: text/"), " longer: text");
    assert_eq!(one("/(first|second)[0-9]/"), "first|second");
    assert_eq!(one("/a?(text)?/i"), "anything");
    assert_eq!(one("/TEXT[0-9]{2,}/i"), "text");
    assert_eq!(one("/(abcd){0,2}/"), "anything");
}

#[test]
fn many_ways_are_made_one() {
    let all: Vec<String> = (0..40).map(|n| format!("(uint32(0) == {n} and $a)")).collect();
    let shown = of(AB, &all.join(" or "));
    assert!(shown.split(" or ").all(|way| way.contains("first text")), "{shown}");
    assert!(shown.split(" or ").count() <= WAYS_MAX && shown.contains("first text or"), "{shown}");
    let either: Vec<String> = (0..9).map(|n| format!("uint8(0) == {n}")).collect();
    let both = format!("({}) and ({})", either.join(" or "), either.join(" or "));
    assert_eq!(of(AB, &both).matches('^').count(), 9, "one side is enough");
}
