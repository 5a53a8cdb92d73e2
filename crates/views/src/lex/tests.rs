use super::*;

fn tokens(text: &str, language: Language) -> String {
    let mut out = Vec::new();
    lex(text.as_bytes(), 0, text.len(), language, 10_000, &mut out);
    let shown: Vec<String> = out
        .iter()
        .map(|token| match &token.kind {
            Kind::Html => "HTML".to_owned(),
            Kind::Word(word) => String::from_utf8_lossy(word).into_owned(),
            Kind::Var(name) => format!("${}", String::from_utf8_lossy(name)),
            Kind::Text(text) => format!("'{}'", String::from_utf8_lossy(text)),
            Kind::Command => "CMD".to_owned(),
            Kind::CommandEnd => "END".to_owned(),
            Kind::Number(value) => value.to_string(),
            Kind::Operator(operator) => (*operator).to_owned(),
            Kind::Line => "LINE".to_owned(),
        })
        .collect();
    shown.join(" ")
}

#[test]
fn php_is_read_between_its_tags() {
    assert_eq!(
        tokens("a<?php /* c */ $x = \"\\x61\\163\" . 'b\\'c'; // d ?>e<?= f(1) ?>", Language::Php),
        "HTML $x = 'as' . 'b'c' ; ; HTML f ( 1 ) ;"
    );
    assert_eq!(tokens("<?php `ls $a`; \"x{$a['k']}y\"", Language::Php), "HTML CMD ( 'ls ' . $a ) END ; ( 'x' . $a [ 'k' ] . 'y' ) ;");
    assert_eq!(tokens("<?php $a = <<<X\nb\nX;\n1", Language::Php), "HTML $a = 'b\n' ; 1 ;");
}

#[test]
fn other_languages_have_their_own_strings() {
    assert_eq!(tokens("x = \"a\"\"b\" & Chr(&H41) 'c\ny", Language::Vb), "x = 'a\"b' & Chr ( 65 ) LINE y");
    assert_eq!(tokens("a = \"b\" _\n & c", Language::Vb), "a = 'b' & c");
    assert_eq!(tokens("x.replace(/[\"/]/g, '\\u0041')", Language::JavaScript), "x . replace ( '[\"/]' , 'A' )");
    assert_eq!(tokens("i`e`x \"a`b$c\" -join 'd'", Language::PowerShell), "iex ( 'ab' + $c ) -join 'd'");
    assert_eq!(tokens("exec(b'x')\n'''y\nz'''", Language::Python), "exec ( 'x' ) LINE 'y\nz'");
    assert_eq!(tokens("my @a = `id $b`;", Language::Perl), "my $a = CMD ( 'id ' . $b ) END ;");
}

proptest::proptest! {
    #[test]
    fn tokens_stand_in_order_and_inside_the_text(
        text in "[a-c$\"'`<?>/*(){}\\[\\]\\\\.;=&_@#\n ]{0,200}",
        language in proptest::sample::select(vec![
            Language::Php, Language::Java, Language::JavaScript, Language::Vb,
            Language::PowerShell, Language::Python, Language::Perl,
        ]),
    ) {
        let mut out = Vec::new();
        lex(text.as_bytes(), 0, text.len(), language, 10_000, &mut out);
        for token in &out {
            proptest::prop_assert!(token.start <= token.end && token.end as usize <= text.len());
        }
    }
}
