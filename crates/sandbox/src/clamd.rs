//! ClamAV's daemon as a second opinion.
//!
//! The content is sent by `INSTREAM` (clamd(8)): `zINSTREAM`, then pieces, each behind its length in four bytes, most
//! significant first, then a length of zero. The answer is one line that ends with a zero byte: `stream: OK`,
//! `stream: NAME FOUND`, or `… ERROR`. What it finds is a reason among others and is weighed with them. That it cannot
//! be asked is said by a label and is no error: our own verdict stands.

use std::{fmt, fs::File, path::PathBuf, str::FromStr, time::Duration};

use assay_findings::{Evidence, ExamineReport, Label, Localized, Score, Verdict, VirusType};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::{TcpStream, UnixStream},
    time::timeout,
};

/// The label of a file that clamd was to be asked about and was not.
const UNAVAILABLE: Label = Label::new("ClamdUnavailable");

/// How long one question may take, from connecting to the answer.
const TIMEOUT: Duration = Duration::from_mins(1);

/// Bytes of a piece.
const PIECE_BYTES: usize = 64 << 10;

/// The longest answer that is read.
const ANSWER_MAX_BYTES: u64 = 4 << 10;

/// The longest name of a finding that is kept.
const NAME_MAX_CHARS: usize = 128;

/// How strongly a finding speaks for danger: as a rule of ours that is sure.
const SCORE: Score = match Score::new(90) {
    Some(score) => score,
    None => Score::MAX,
};

/// Where clamd listens: `unix:/run/clamav/clamd.ctl` or `tcp:127.0.0.1:3310`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clamd(Address);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Address {
    Unix(PathBuf),
    Tcp(String),
}

/// A text that is not the address of a clamd.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected unix:/path/of/the/socket or tcp:host:port")]
pub struct ClamdAddressError;

impl FromStr for Clamd {
    type Err = ClamdAddressError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let address = match text.split_once(':') {
            Some(("unix", path)) if path.starts_with('/') => Address::Unix(path.into()),
            Some(("tcp", address)) => {
                let (host, port) = address.rsplit_once(':').ok_or(ClamdAddressError)?;
                port.parse::<u16>().ok().filter(|_| !host.is_empty()).ok_or(ClamdAddressError)?;
                Address::Tcp(address.to_owned())
            }
            _ => return Err(ClamdAddressError),
        };
        Ok(Self(address))
    }
}

/// Why clamd has no opinion.
#[derive(Debug, thiserror::Error)]
enum NoOpinion {
    #[error("cannot be reached or stopped listening: {0}")]
    Io(#[from] std::io::Error),
    #[error("nothing was heard of it for {TIMEOUT:?}")]
    Late,
    #[error("it answered {0:?}")]
    Answer(String),
}

/// What became of asking.
#[derive(Debug)]
pub(crate) enum Opinion {
    Nothing,
    Found(String),
    Unavailable,
}

impl Opinion {
    /// Lays it beside what we say of the same file.
    pub(crate) fn join(&self, report: &mut ExamineReport) {
        match self {
            Self::Nothing => {}
            Self::Found(name) => add(report, name),
            Self::Unavailable => {
                report.file.labels.push(UNAVAILABLE);
                report.file.labels.sort_unstable();
            }
        }
    }
}

/// Weighs a finding together with ours. What the members came to stays, if it is worse.
fn add(report: &mut ExamineReport, name: &str) {
    let file = &mut report.file;
    file.evidence.push(evidence(name));
    file.evidence.sort_by(|a, b| (b.score, &a.rule).cmp(&(a.score, &b.rule)));
    file.verdict = file.verdict.worse(Verdict::weigh(&file.evidence));
}

fn evidence(name: &str) -> Evidence {
    Evidence {
        rule: format!("clamd/{name}"),
        family: "clamd".to_owned(),
        score: SCORE,
        virus_type: virus_type(name),
        meaning: Localized {
            en: format!("ClamAV finds {name} in it."), zh: format!("ClamAV 检出 {name}。")
        },
        ranges: Vec::new(),
    }
}

/// The kind that ClamAV's name says: `Platform.Category.Name-…`, or a word somewhere in it.
fn virus_type(name: &str) -> VirusType {
    let lower = name.to_ascii_lowercase();
    if lower.contains("eicar") {
        return VirusType::Engtest;
    }
    const KINDS: [(&str, VirusType); 16] = [
        ("backdoor", VirusType::Backdoor),
        ("coinminer", VirusType::Miner),
        ("ddos", VirusType::DDoS),
        ("downloader", VirusType::Downloader),
        ("dropper", VirusType::Downloader),
        ("exploit", VirusType::Exploit),
        ("malware", VirusType::Malware),
        ("packer", VirusType::Suspicious),
        ("proxy", VirusType::Proxytool),
        ("ransomware", VirusType::RansomWare),
        ("rootkit", VirusType::Rootkit),
        ("tool", VirusType::Hacktool),
        ("trojan", VirusType::Trojan),
        ("virus", VirusType::Virus),
        ("webshell", VirusType::WebShell),
        ("worm", VirusType::Worm),
    ];
    let part = lower.split(['.', '-', '/']).find_map(|part| KINDS.iter().find(|(word, _)| *word == part));
    part.map_or(VirusType::Malware, |(_, kind)| *kind)
}

impl Clamd {
    /// What it says of a file that is at its beginning.
    pub(crate) async fn opinion(&self, content: File) -> Opinion {
        let content = tokio::fs::File::from_std(content);
        let asked = async {
            match &self.0 {
                Address::Unix(path) => converse(UnixStream::connect(path).await?, content).await,
                Address::Tcp(address) => converse(TcpStream::connect(address).await?, content).await,
            }
        };
        match timeout(TIMEOUT, asked).await.unwrap_or(Err(NoOpinion::Late)) {
            Ok(None) => Opinion::Nothing,
            Ok(Some(name)) => Opinion::Found(name),
            Err(err) => {
                tracing::warn!(%err, "clamd has no opinion");
                Opinion::Unavailable
            }
        }
    }
}

/// Sends a content and reads what is said of it.
async fn converse(
    stream: impl AsyncRead + AsyncWrite,
    content: impl AsyncRead + Unpin,
) -> Result<Option<String>, NoOpinion> {
    let (listens, speaks) = tokio::io::split(stream);
    let (mut listens, mut speaks) = (std::pin::pin!(listens), std::pin::pin!(speaks));
    // A daemon that has enough closes the connection, after saying why: what it says counts more than that.
    let sent = send(&mut speaks, content).await;
    let mut answer = Vec::new();
    let read = listens.as_mut().take(ANSWER_MAX_BYTES).read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer);
    let text = text.trim_end_matches('\0').trim();
    if text.is_empty() {
        sent?;
        read?;
    }
    understand(text)
}

async fn send(
    speaks: &mut (impl AsyncWrite + Unpin),
    mut content: impl AsyncRead + Unpin,
) -> std::io::Result<()> {
    speaks.write_all(b"zINSTREAM\0").await?;
    let mut piece = vec![0; PIECE_BYTES];
    loop {
        let read = content.read(&mut piece).await?;
        let length = u32::try_from(read).unwrap_or_default();
        speaks.write_all(&length.to_be_bytes()).await?;
        if read == 0 {
            return speaks.flush().await;
        }
        speaks.write_all(piece.get(..read).unwrap_or_default()).await?;
    }
}

/// The name of what was found; `None` when nothing was.
fn understand(answer: &str) -> Result<Option<String>, NoOpinion> {
    let said = answer.strip_prefix("stream: ").unwrap_or(answer);
    if said == "OK" {
        return Ok(None);
    }
    match said.strip_suffix(" FOUND") {
        Some(name) if !name.is_empty() => {
            Ok(Some(name.chars().filter(|c| !c.is_control()).take(NAME_MAX_CHARS).collect()))
        }
        _ => Err(NoOpinion::Answer(said.chars().take(NAME_MAX_CHARS).collect())),
    }
}

impl fmt::Display for Clamd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Address::Unix(path) => write!(f, "unix:{}", path.display()),
            Address::Tcp(address) => write!(f, "tcp:{address}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use assay_findings::FileReport;
    use assay_types::ContentDigest;

    use super::*;

    #[test]
    fn addresses_are_sockets_and_hosts_with_ports() {
        for good in ["unix:/run/clamav/clamd.ctl", "tcp:127.0.0.1:3310", "tcp:[::1]:3310", "tcp:clamd:3310"] {
            assert_eq!(good.parse::<Clamd>().expect(good).to_string(), good);
        }
        for bad in ["", "/run/x", "unix:x", "tcp:host", "tcp::1", "tcp:host:0x1", "http://x"] {
            assert!(bad.parse::<Clamd>().is_err(), "{bad}");
        }
    }

    #[test]
    fn answers_are_understood() {
        assert_eq!(understand("stream: OK").expect("an answer"), None);
        let found = understand("stream: Win.Trojan.X-1 FOUND").expect("an answer");
        assert_eq!(found.as_deref(), Some("Win.Trojan.X-1"));
        for bad in ["", "stream:  FOUND", "INSTREAM size limit exceeded. ERROR", "stream: OK!"] {
            assert!(understand(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn names_say_kinds() {
        for (name, kind) in [
            ("Win.Test.EICAR_HDB-1", VirusType::Engtest),
            ("Unix.Coinminer.Generic-7", VirusType::Miner),
            ("Php.Webshell.B374k-1", VirusType::WebShell),
            ("Own.Thing.UNOFFICIAL", VirusType::Malware),
        ] {
            assert_eq!(virus_type(name), kind, "{name}");
        }
    }

    #[test]
    fn a_finding_is_weighed_with_ours_and_never_lowers_a_score() {
        let file = FileReport {
            digest: ContentDigest::of(b""),
            labels: Vec::new(),
            evidence: Vec::new(),
            verdict: Verdict { score: Score::MAX, virus_type: Some(VirusType::Worm) },
            incomplete: Vec::new(),
        };
        let mut report = ExamineReport { file, is_container: true, members: Vec::new() };
        add(&mut report, "X.Trojan.Y");
        assert_eq!((report.file.verdict.score, report.file.evidence.len()), (Score::MAX, 1));
        report.file.verdict = Verdict::default();
        add(&mut report, "X.Trojan.Y");
        assert_eq!(report.file.verdict, Verdict { score: SCORE, virus_type: Some(VirusType::Trojan) });
    }

    #[tokio::test]
    async fn a_content_is_sent_in_pieces_with_their_lengths() {
        let (ours, mut theirs) = tokio::io::duplex(1 << 20);
        let content: Vec<u8> = (0..=255).cycle().take(PIECE_BYTES + 5).collect();
        let talk = converse(ours, content.as_slice());
        let daemon = async {
            let mut said = vec![0; 10];
            theirs.read_exact(&mut said).await.expect("a command");
            assert_eq!(said, b"zINSTREAM\0");
            let mut received = Vec::new();
            loop {
                let length = theirs.read_u32().await.expect("a length") as usize;
                if length == 0 {
                    break;
                }
                let mut piece = vec![0; length];
                theirs.read_exact(&mut piece).await.expect("a piece");
                received.extend(piece);
            }
            theirs.write_all(b"stream: X FOUND\0").await.expect("answered");
            drop(theirs);
            received
        };
        let (found, received) = tokio::join!(talk, daemon);
        assert_eq!(found.expect("an opinion").as_deref(), Some("X"));
        assert_eq!(received, content);
    }
}
