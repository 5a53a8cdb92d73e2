//! The rule set of ours: a table of the files below `rules/` at the root of the repository.
//!
//! A test compares the table with the folder, so that no file can be forgotten.

/// Embeds `rules/FAMILY/FILE` for each entry: family (also the namespace), file, text.
macro_rules! embedded {
    ($($family:literal / $file:literal),* $(,)?) => {
        &[$(($family, $file, include_str!(concat!("../../../rules/", $family, "/", $file)))),*]
    };
}

/// Family, file name and text of every rule file.
pub(crate) const BUILTIN: &[(&str, &str, &str)] = embedded![
    "bot" / "bot.yar",
    "bot" / "remote.yar",
    "dropper" / "batch.yar",
    "dropper" / "hints.yar",
    "dropper" / "installs.yar",
    "dropper" / "packages.yar",
    "dropper" / "pages.yar",
    "dropper" / "powershell.yar",
    "dropper" / "shell.yar",
    "dropper" / "unix_desktop.yar",
    "dropper" / "windows.yar",
    "eicar" / "eicar.yar",
    "exploit" / "documents.yar",
    "exploit" / "links.yar",
    "exploit" / "local.yar",
    "hacktool" / "exploits.yar",
    "hacktool" / "hacktool.yar",
    "hacktool" / "scripts.yar",
    "hacktool" / "windows.yar",
    "lnk" / "lnk.yar",
    "loader" / "source.yar",
    "miner" / "installs.yar",
    "miner" / "miner.yar",
    "office-macro" / "macro.yar",
    "pdf" / "pdf.yar",
    "pe" / "behaviour.yar",
    "pe" / "traits.yar",
    "persistence" / "persistence.yar",
    "ransomware" / "notes.yar",
    "ransomware" / "ransomware.yar",
    "reverse-shell" / "programs.yar",
    "reverse-shell" / "scripts.yar",
    "rootkit" / "doors.yar",
    "rootkit" / "rootkit.yar",
    "stealer" / "collect.yar",
    "stealer" / "forms.yar",
    "stealer" / "stealer.yar",
    "webshell-asp" / "asp.yar",
    "webshell-asp" / "features.yar",
    "webshell-asp" / "tools.yar",
    "webshell-cgi" / "cgi.yar",
    "webshell-jsp" / "jsp.yar",
    "webshell-jsp" / "tools.yar",
    "webshell-php" / "code_from_request.yar",
    "webshell-php" / "command_from_request.yar",
    "webshell-php" / "dynamic_call.yar",
    "webshell-php" / "features.yar",
    "webshell-php" / "obfuscation.yar",
    "webshell-php" / "tools.yar",
];
