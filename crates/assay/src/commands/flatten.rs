//! `assay flatten`: photos of papers to scans without a server, in the same sandboxes.

mod inputs;
mod outputs;
mod row;

use std::{
    fs::File,
    path::{Path, PathBuf},
    process::ExitCode,
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use assay_findings::{Choice, Finding, FlatPage, FlattenTask, Flattened, PageFormat, Task};
use assay_sandbox::{Outcome, Pool};
use futures_util::{StreamExt as _, stream};

use crate::{
    cli::FlattenArgs,
    commands::{pool, progress},
    config::Config,
    log::{complain, say},
};
use inputs::Input;
use outputs::{Output, Target};

/// The longest time that one photo is worked on, and what is added when its text is read.
const FLATTEN_WITHIN: Duration = Duration::from_mins(1);
const READ_WITHIN: Duration = Duration::from_mins(3);

pub(crate) async fn run(config: &Config, args: FlattenArgs) -> Result<ExitCode> {
    let mut failed = false;
    let inputs = inputs::list(&args.paths, |path, err| {
        failed = true;
        complain(&err.context(path.display().to_string()));
    });
    if inputs.is_empty() && !failed {
        bail!("there are no pictures in what was named");
    }
    let target = Target::of(&args, &inputs)?;
    let task = task(&args, &target)?;
    let mut output = Output::begin(target, &inputs)?;
    if let Some(folder) = &args.debug {
        outputs::create_folder(folder)?;
    }

    let probers = pool::start_probers(config, config.sandbox.requirement).await?;
    let bar = progress::bar(inputs.len(), "photos");
    let at_once = pool::workers(config);
    // In order: pages of a PDF are, and two runs over the same photos can be compared.
    let mut scans = stream::iter(inputs)
        .map(|input| {
            let (probers, task) = (&probers, &task);
            async move {
                let flattened = flatten(probers, &input.path, task).await;
                (input, flattened)
            }
        })
        .buffered(at_once);
    while let Some((input, flattened)) = scans.next().await {
        bar.inc(1);
        let rows = flattened.and_then(|flattened| {
            if let Some(folder) = &args.debug {
                write_stages(folder, &input, &flattened)?;
            }
            write_pages(&mut output, &input, &flattened, &args)
        });
        match rows {
            Ok(rows) => bar.suspend(|| {
                for row in &rows {
                    say(&if args.json { row.as_json() } else { row.as_text() });
                }
            }),
            Err(err) => {
                failed = true;
                if args.json {
                    bar.suspend(|| say(&row::failure(&input.path, &err)));
                }
                bar.suspend(|| complain(&err.context(input.path.display().to_string())));
            }
        }
    }
    bar.finish_and_clear();
    drop(scans);
    probers.stop().await;
    output.finish()?;
    Ok(if failed { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

/// What is asked of the engine.
fn task(args: &FlattenArgs, target: &Target) -> Result<FlattenTask> {
    let choice = |never: bool| match (never, args.force) {
        (true, _) => Choice::No,
        (false, true) => Choice::Force,
        (false, false) => Choice::Auto,
    };
    let format = match (args.format.map(PageFormat::from), target.format()) {
        (Some(asked), Some(named)) if asked != named => {
            bail!("the output's name ends as that of another format than --format asks for")
        }
        (asked, named) => asked.or(named).unwrap_or_default(),
    };
    Ok(FlattenTask {
        crop: choice(args.no_crop),
        rotate: choice(args.no_rotate),
        color: args.color.into(),
        format,
        quality: args.quality,
        dpi: args.dpi,
        max_pixels: args.max_pixels,
        pages: args.pages,
        words: matches!(target, Target::Pdf(_)) && !args.no_text,
        stages: args.debug.is_some(),
        ..FlattenTask::default()
    })
}

async fn flatten(pool: &Pool, path: &Path, task: &FlattenTask) -> Result<Flattened> {
    let file = File::open(path).context("cannot be opened")?;
    let within = if task.words { FLATTEN_WITHIN + READ_WITHIN } else { FLATTEN_WITHIN };
    match pool.run(file, Task::Flatten(task.clone()), within).await? {
        Outcome::Found(Finding::Flattened(flattened)) => Ok(flattened),
        Outcome::Found(_) => bail!("the sandbox answered something else"),
        Outcome::Refused(err) => Err(err.into()),
        Outcome::GaveUp(what) => bail!("no scan could be made of it, {what}"),
    }
}

fn write_pages(
    output: &mut Output,
    input: &Input,
    flattened: &Flattened,
    args: &FlattenArgs,
) -> Result<Vec<row::Row>> {
    let mut rows = Vec::new();
    for (number, page) in flattened.pages.iter().enumerate() {
        let (out, page_number) = output.put(input, number, page, args.dpi)?;
        rows.push(row::Row::of(&input.path, out, page_number, page, flattened));
    }
    Ok(rows)
}

/// Each stage as a picture: `NAME.1-decode.jpg` and so on.
fn write_stages(folder: &Path, input: &Input, flattened: &Flattened) -> Result<()> {
    let name = input.relative.with_extension("");
    for (number, stage) in flattened.stages.iter().enumerate() {
        let file = format!("{}.{}-{}.jpg", name.display(), number + 1, stage.stage);
        outputs::write(&folder.join(file), &stage.bytes)?;
    }
    Ok(())
}

/// The file's ending for a scan's format.
fn ending(page: &FlatPage) -> &'static str {
    match page.format {
        PageFormat::Jpeg => "jpg",
        PageFormat::Png => "png",
    }
}

/// A path without what stands for the folder it is in, so that two of the same file are equal.
fn canonical(path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok()
}
