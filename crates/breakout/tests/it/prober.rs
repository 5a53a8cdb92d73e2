//! Probers: outside tools at work inside their walls, and what becomes of tools that want out of them.

use std::{
    fs,
    net::TcpListener,
    os::unix::fs::PermissionsExt as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use assay_findings::{
    Finding, FlattenTask, PageFormat, Task,
    media::{ProbeReport, ProbeTask, Seeing},
};
use assay_sandbox::{
    Outcome, Pool, PoolConfig, Tool, Tools,
    tools::{self, Search},
};

use crate::{LONG, ROGUE, eventually, file, process_state};

fn config(tools: Tools) -> PoolConfig {
    PoolConfig {
        workers: 1,
        memory_bytes: 1 << 30,
        ..PoolConfig::probers(ROGUE.into(), vec!["--prober".into()], tools)
    }
}

/// The tools of this machine, which `tests/install.sh` installs.
fn installed() -> Tools {
    let tools = tools::find(&Search::default());
    assert!(Tool::ALL.into_iter().all(|tool| tools.program(tool).is_some()), "{tools:?}");
    tools
}

async fn probe(pool: &Pool, content: &[u8], seeing: Seeing) -> ProbeReport {
    let task = Task::Probe(ProbeTask { seeing, ..ProbeTask::default() });
    match pool.run(file(content), task, LONG).await.expect("an outcome") {
        Outcome::Found(Finding::Probed(report)) => *report,
        other => panic!("no report: {other:?}"),
    }
}

/// A second of video and sound, whose description stands at the end of the file.
fn video(folder: &Path) -> Vec<u8> {
    let path = folder.join("video.mp4");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240:rate=25:duration=1"])
        .args(["-f", "lavfi", "-i", "sine=frequency=440:duration=1", "-shortest", "-pix_fmt", "yuv420p"])
        .args(["-metadata", "title=A title", "-metadata", "location=+30.1344+120.0750/"])
        .arg(&path)
        .stdin(Stdio::null())
        .status()
        .expect("ffmpeg ran");
    assert!(made.success());
    fs::read(path).expect("a video")
}

#[tokio::test]
async fn ffprobe_looks_at_files_that_only_the_server_may_open() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = video(folder.path());
    let pool = Pool::start(config(installed())).await.expect("a pool");
    assert!(pool.walls().is_full() && pool.engine().contains("ffprobe"), "{}", pool.engine());
    let metadata = probe(&pool, &content, Seeing::default()).await.metadata;
    assert_eq!((metadata.video_width, metadata.video_height), (Some(320), Some(240)), "{metadata:?}");
    let [video] = metadata.video_streams.as_deref().expect("streams") else { panic!("{metadata:?}") };
    assert_eq!((video.codec_name.as_deref(), video.frame_count), (Some("h264"), Some(25)));
    // What decoding the first pictures tells, and not the description alone.
    assert_eq!((video.pixel_format.as_deref(), video.has_b_frames), (Some("yuv420p"), Some(2)));
    assert_eq!(metadata.audio_streams.as_ref().map(Vec::len), Some(1));
    assert_eq!(metadata.lat_long.as_deref(), Some("30.134400,120.075000"));
    // Nothing that is no video, and nothing damaged, costs a worker.
    for other in [&b"nothing"[..], b"", content.get(..3000).expect("long"), b"#EXTM3U\n/etc/passwd\n"] {
        probe(&pool, other, Seeing::default()).await;
    }
    assert_eq!(pool.counters().kills, 0);
}

#[tokio::test]
async fn tesseract_reads_what_stands_in_a_picture() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("text.png");
    let font = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    let draw = format!("drawtext=fontfile={font}:text='Hello World 2026':fontsize=48:x=40:y=60");
    let made = Command::new("ffmpeg")
        .args([
            "-v",
            "error",
            "-f",
            "lavfi",
            "-i",
            "color=white:size=640x200",
            "-vf",
            &draw,
            "-frames:v",
            "1",
        ])
        .arg(&path)
        .stdin(Stdio::null())
        .status()
        .expect("ffmpeg ran");
    assert!(made.success());
    let pool = Pool::start(config(installed())).await.expect("a pool");
    let seeing = Seeing { texts: true, score: true, ..Seeing::default() };
    let metadata = probe(&pool, &fs::read(path).expect("a picture"), seeing).await.metadata;
    assert_eq!(metadata.ocr_texts.as_deref(), Some("Hello World 2026"), "{metadata:?}");
    let [line] = metadata.ocr_contents.as_deref().expect("contents") else { panic!("{metadata:?}") };
    let boundary = line.boundary.clone().expect("a place");
    assert!((30..60).contains(&boundary.left.expect("set")) && boundary.width > Some(300), "{boundary:?}");
    assert!(metadata.image_score.is_some());
}

/// A HEIC picture of two colours, its upper half red, which is stored lying on its side.
fn heic(folder: &Path) -> Vec<u8> {
    let (jpeg, heic) = (folder.join("sides.jpg"), folder.join("sides.heic"));
    let halves = image::RgbImage::from_fn(640, 480, |_, y| {
        image::Rgb(if y < 240 { [200, 30, 30] } else { [30, 30, 200] })
    });
    halves.save(&jpeg).expect("written");
    let made = Command::new("heif-enc")
        .args(["-q", "90"])
        .arg(&jpeg)
        .arg("-o")
        .arg(&heic)
        .stdout(Stdio::null())
        .status();
    assert!(made.expect("heif-enc ran").success());
    fs::read(heic).expect("a picture")
}

#[tokio::test]
async fn heic_pictures_are_seen_behind_the_walls() {
    let folder = tempfile::tempdir().expect("a folder");
    let content = heic(folder.path());
    let pool = Pool::start(config(installed())).await.expect("a pool");
    assert!(pool.walls().is_full() && pool.engine().contains("heif-convert"), "{}", pool.engine());
    let task = Task::Flatten(FlattenTask { format: PageFormat::Png, ..FlattenTask::default() });
    let Ok(Outcome::Found(Finding::Flattened(scan))) = pool.run(file(&content), task.clone(), LONG).await
    else {
        panic!("no scan");
    };
    let [page] = scan.pages.as_slice() else { panic!("{} pages", scan.pages.len()) };
    let picture = image::load_from_memory(&page.bytes).expect("a picture").to_rgb8();
    assert_eq!(picture.dimensions(), (640, 480));
    let [above, below] = [60, 420].map(|y| picture.get_pixel(320, y).0);
    assert!(above[0] > above[2] + 90 && below[2] > below[0] + 90, "{above:?} {below:?}");
    // One that is damaged is refused, and costs no worker.
    for cut in [40, 300, content.len() / 2] {
        let outcome = pool.run(file(&content[..cut]), task.clone(), LONG).await.expect("an outcome");
        assert!(matches!(outcome, Outcome::Refused(_)), "{cut}: {outcome:?}");
    }
    assert_eq!(pool.counters().kills, 0);
}

/// The beginning of a recording, at which ffprobe is asked; without its help this is a `wav`.
const RECORDING: &[u8] = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x80\x3e\0\0\x02\0\x10\0data\x08\0\0\0\0\0\0\0\0\0\0\0";

/// A program that is put in the place of ffprobe, and commits a misdeed.
struct Rogue {
    folder: tempfile::TempDir,
}

impl Rogue {
    /// The shell of this machine cannot be run behind the walls; so this very program is the tool. It takes no orders but by
    /// its name.
    fn new(misdeed: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("set");
        let program = folder.path().join(format!("tool {}", misdeed.replace('/', "|")));
        fs::copy(ROGUE, &program).expect("copied");
        Self { folder }
    }

    fn tools(&self) -> Tools {
        let mut entries = fs::read_dir(self.folder.path()).expect("a folder");
        let program: PathBuf = entries.next().expect("the program").expect("readable").path();
        Tools { ffprobe: Some(program), ..Tools::default() }
    }
}

/// What a rogue tool told of its misdeed.
async fn told(misdeed: &str) -> String {
    let rogue = Rogue::new(misdeed);
    let pool = Pool::start(config(rogue.tools())).await.expect("a pool");
    let report = probe(&pool, RECORDING, Seeing::default()).await;
    assert_eq!(pool.counters().kills, 0, "{misdeed}");
    report.metadata.format_name.expect("a format")
}

#[tokio::test]
async fn a_tool_gets_out_of_nothing() {
    assert_eq!(told("nothing").await, "done \"nothing\"");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a listener");
    listener.set_nonblocking(true).expect("set");
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("set");
    let new = folder.path().join("new");
    let parent = std::process::id();
    for misdeed in [
        "read /etc/passwd",
        "list /",
        "list /usr/lib",
        &format!("write {}", new.display()),
        &format!("mkdir {}", new.display()),
        &format!("connect {}", listener.local_addr().expect("an address")),
        "listen",
        "udp",
        "pair",
        "memfd",
        "spawn",
        "shell",
        "exec",
        &format!("kill {parent}"),
        &format!("ptrace {parent}"),
        &format!("pidfd {parent}"),
        "setuid",
        "setgid",
        "chroot",
        "mount",
        "unshare",
        "raise",
        "leave",
    ] {
        let told = told(misdeed).await;
        assert!(told.starts_with("refused: "), "{misdeed}: {told}");
    }
    assert!(listener.accept().is_err() && !new.exists());
    // What it needs for its own work, it may.
    assert_eq!(told("thread").await, "done true");
}

#[tokio::test]
async fn a_tool_that_fails_floods_or_eats_memory_costs_nothing_but_its_answer() {
    for misdeed in ["exit", "abort", "panic", "allocate 8589934592", "recurse 0", "flood 100000000"] {
        assert_eq!(told(misdeed).await, "wav", "{misdeed}");
    }
}

#[tokio::test]
async fn a_tool_ends_at_the_deadline_and_with_its_worker() {
    let rogue = Rogue::new("spin");
    let pool = Pool::start(config(rogue.tools())).await.expect("a pool");
    let start = Instant::now();
    let task = || Task::Probe(ProbeTask::default());
    let outcome = pool.run(file(RECORDING), task(), Duration::from_millis(500)).await.expect("an outcome");
    assert!(matches!(outcome, Outcome::Found(Finding::Probed(_))), "{outcome:?}");
    assert!(start.elapsed() < Duration::from_secs(2));
    eventually("the tool is gone", || spinning(&rogue).is_empty()).await;

    // Nobody waits any more: the worker is killed, and what it had started.
    let abandoned = tokio::time::timeout(Duration::from_millis(500), pool.run(file(RECORDING), task(), LONG));
    let (abandoned, seen) = tokio::join!(abandoned, async {
        eventually("the tool runs", || !spinning(&rogue).is_empty()).await;
        spinning(&rogue)
    });
    assert!(abandoned.is_err() && !seen.is_empty());
    eventually("the tool is gone", || seen.iter().all(|pid| matches!(process_state(*pid), None | Some('Z'))))
        .await;
}

/// The processes that run a rogue tool.
fn spinning(rogue: &Rogue) -> Vec<u32> {
    let program = rogue.tools().ffprobe.expect("a program");
    let entries = fs::read_dir("/proc").expect("processes");
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| fs::read_link(format!("/proc/{pid}/exe")).is_ok_and(|exe| exe == program))
        .collect()
}

#[tokio::test]
async fn a_prober_is_ready_at_once_and_examines_nothing() {
    let start = Instant::now();
    let pool = Pool::start(config(Tools::default())).await.expect("a pool");
    assert!(start.elapsed() < Duration::from_secs(2), "{:?}", start.elapsed());
    let outcome = pool.run(file(b"x"), crate::task(), LONG).await.expect("an outcome");
    assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
}

/// A picture of a few pixels, with as much metadata as a camera's header: an EXIF block of some kilobytes.
fn small_jpeg(folder: &Path) -> Vec<u8> {
    let path = folder.join("small.jpg");
    let made = Command::new("ffmpeg")
        .args(["-v", "error", "-f", "lavfi", "-i", "testsrc=size=320x240", "-frames:v", "1"])
        .arg(&path)
        .stdin(Stdio::null())
        .status()
        .expect("ffmpeg ran");
    assert!(made.success());
    fs::read(path).expect("a picture")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn headers_are_probed_by_the_thousand() {
    const FILES: usize = 2000;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.jpg");
    fs::write(&path, small_jpeg(folder.path())).expect("written");
    let pool = Pool::start(PoolConfig { workers: 2, ..config(Tools::default()) }).await.expect("a pool");
    let pool = Arc::new(pool);
    let jobs = (0..8).map(|_| {
        let (pool, path) = (Arc::clone(&pool), path.clone());
        tokio::spawn(async move {
            for _ in 0..FILES / 8 {
                let file = fs::File::open(&path).expect("opened");
                let outcome =
                    pool.run(file, Task::Probe(ProbeTask::default()), LONG).await.expect("an outcome");
                assert!(matches!(outcome, Outcome::Found(Finding::Probed(_))), "{outcome:?}");
            }
        })
    });
    for job in jobs.collect::<Vec<_>>() {
        job.await.expect("finished");
    }
    assert_eq!(pool.counters().kills, 0);
}
