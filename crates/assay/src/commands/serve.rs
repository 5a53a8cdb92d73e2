//! `assay serve`: puts the server together and runs it until it is told to stop.

mod collectors;
mod reload;

use std::{future::Future, num::NonZeroUsize, process::ExitCode, sync::Arc, time::Duration};

use anyhow::{Context as _, Result};
use assay_access::{Access, Bootstrap, ConfiguredKeys, Policy};
use assay_blobs::Blobs;
use assay_detect::{Detect, DetectConfig, DetectParts, EXAMINE_JOB, ExamineHandler, NoticeHandler, Webhook};
use assay_drive::{DropDriveHandler, InspectConfig, InspectHandler, TreeHandler};
use assay_fetch::{FetchConfig, Fetcher};
use assay_gateway::{
    DetectService, DriveService, Faces, Gateway, GatewayConfig, Limits, Listener, MediaService,
    MetricsAccess, PageService, Rate, ReadinessCheck, Services, ThrottleConfig,
};
use assay_jobs::{QueueDepth, Runner, RunnerConfig, Wake};
use assay_sandbox::Pool;
use assay_store::Store;
use assay_types::{Clock, SystemClock, TenantId};
use prometheus_client::registry::Registry;
use tokio::signal::unix::{SignalKind, signal};
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use crate::{
    commands::{
        drive,
        key::open_access,
        media, page, pool,
        state::{DataLock, make_data_dir, open_store},
    },
    config::Config,
    log::say,
    rule_home::RuleHome,
};
use reload::Reload;

/// How long what is in hand may take once the server is told to stop.
const DRAIN: Duration = Duration::from_secs(30);
/// Temporary contents older than this were left behind by a process that died.
const STALE_AFTER: Duration = Duration::from_hours(24);

pub(crate) async fn run(mut config: Config) -> Result<ExitCode> {
    if !config.roles.worker {
        // Only a worker knows the version of its engine, and every verdict is looked up by it.
        config.sandbox.workers = Some(1);
    }
    make_data_dir(&config)?;
    let _lock = config.is_embedded().then(|| DataLock::take(&config.data_dir)).transpose()?;
    // Listening for the signal starts first, so that an early one is not missed.
    let stop = stop_signal()?;
    let reload = Reload::new(RuleHome::of(&config))?;
    let listener =
        Listener::bind(config.listen).await.with_context(|| format!("cannot listen on {}", config.listen))?;
    let url = config.public_url.clone().unwrap_or_else(|| format!("http://{}", listener.local_addr()));

    if listener.local_addr().ip().is_unspecified() && config.public_url.is_none() {
        warn!(%url, "clients are handed this address for uploads; set public_url to one that they can reach");
    }

    let store = open_store(&config).await?;
    let access = Arc::new(open_access(&config, Arc::clone(&store))?);
    let bootstrap = bootstrap(&config, &access).await?;
    let blobs = Blobs::open(&config.blobs_url).await.context("cannot open the contents")?;
    blobs.remove_stale(STALE_AFTER).await.context("cannot tidy up the contents")?;
    let pool = Arc::new(pool::start(&config, config.sandbox.requirement).await?);
    let probers = Arc::new(pool::start_probers(&config, config.sandbox.requirement).await?);

    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    // Back-pressure counts what clients submitted alone; the metric counts every kind of job.
    let (wake, submissions, all_jobs) = (Wake::default(), QueueDepth::default(), QueueDepth::default());
    let detect = Detect::new(
        DetectParts {
            store: Arc::clone(&store),
            blobs: blobs.clone(),
            fetcher: Fetcher::new(FetchConfig {
                allow: config.fetch_allow.clone(),
                max_bytes: config.max_file_bytes,
                ..FetchConfig::default()
            }),
            clock: Arc::clone(&clock),
            wake: wake.clone(),
            queue_depth: submissions.clone(),
            engine: pool.engine_in_force(),
        },
        detect_config(&config, &url, &access)?,
    );

    let scanner = page::scanner(&config, &probers);
    let drive = drive::service(
        &config,
        url.clone(),
        Arc::clone(&store),
        blobs.clone(),
        Arc::clone(&access),
        wake.clone(),
        pool.engine_in_force(),
    )
    .with_sandbox(
        Arc::clone(&pool),
        InspectConfig {
            punish: config.drive.punish,
            limits: config.limits,
            max_bytes: config.max_file_bytes,
        },
    )
    .with_probers(Arc::clone(&probers), config.media.models.is_some())
    .with_scanner(scanner.clone());

    drive.ensure_domain(&TenantId::default()).await.context("cannot set up the first drive")?;

    let media =
        media::service(&config, Arc::clone(&store), blobs.clone(), &access, wake.clone(), &pool, &probers)?;

    let page = page::service(&config, scanner.clone(), drive.clone());

    let stopping = CancellationToken::new();
    let mut registry = Registry::default();
    collectors::register_sandbox(&mut registry, Arc::clone(&pool));
    collectors::register_scans(&mut registry, scanner);
    collectors::register_queue(&mut registry, all_jobs.clone());
    let jobs = config.roles.worker.then(|| {
        let permits = NonZeroUsize::new(2 * pool::workers(&config)).unwrap_or(NonZeroUsize::MIN);
        let runner = Runner::new(
            Arc::clone(&store) as _,
            Arc::clone(&clock),
            RunnerConfig { permits, ..RunnerConfig::default() },
            wake,
            all_jobs,
        )
        .with_handler(Arc::new(ExamineHandler::new(detect.clone(), Arc::clone(&pool))))
        .with_handler(Arc::new(NoticeHandler::new(detect.clone())))
        .with_handler(Arc::new(InspectHandler::new(drive.clone())))
        .with_handler(Arc::new(TreeHandler::new(drive.clone())))
        .with_handler(Arc::new(DropDriveHandler::new(drive.clone())));
        let runner = media::with_handlers(runner, &media);
        collectors::register_jobs(&mut registry, runner.counters());
        tokio::spawn(runner.run(stopping.clone()))
    });
    let submissions = tokio::spawn(submissions.watch(
        Arc::clone(&store) as _,
        vec![EXAMINE_JOB],
        QueueDepth::REFRESH_EVERY,
    ));
    let reload = tokio::spawn(reload.run(Arc::clone(&pool)));
    let janitors = [
        tokio::spawn(assay_detect::Janitor::new(detect.clone()).run()),
        tokio::spawn(assay_drive::Janitor::new(drive.clone()).run()),
        tokio::spawn(assay_media::Janitor::new(media.clone()).run()),
    ];

    let services = Services {
        access,
        nonces: Arc::clone(&store) as _,
        clock,
        faces: Faces {
            detect: Arc::new(DetectService::new(detect)),
            drive: Arc::new(DriveService::new(drive)),
            media: Arc::new(MediaService::new(media)),
            page: Arc::new(PageService::new(page)),
        },
        checks: checks(&store, &blobs, &[Arc::clone(&pool), Arc::clone(&probers)]),
        registry,
    };
    let gateway = Gateway::new(gateway_config(&config), services);
    show_keys(&bootstrap);
    say(&format!("assay {} ready at {url} (sandbox: {})", env!("CARGO_PKG_VERSION"), pool.walls()));

    let stopped = stopping.clone();
    let drained = gateway
        .serve(
            listener,
            async move {
                stop.await;
                info!("stopping: finishing what is in hand");
                stopped.cancel();
            },
            DRAIN,
        )
        .await;
    if let Some(jobs) = jobs {
        let _ = jobs.await;
    }
    for janitor in janitors {
        janitor.abort();
    }
    submissions.abort();
    reload.abort();
    pool.stop().await;
    info!(connections_cut = drained.cut, "stopped");
    Ok(ExitCode::SUCCESS)
}

/// Ends at the first SIGTERM or SIGINT.
fn stop_signal() -> Result<impl Future<Output = ()> + Send + 'static> {
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

async fn bootstrap(config: &Config, access: &Access) -> Result<Bootstrap> {
    let configured =
        ConfiguredKeys { access_key: config.access_key.clone(), api_key: config.api_key.clone() };
    access.bootstrap(configured, Policy::administrator()).await.context("cannot set up the first keys")
}

/// Prints what was generated. It cannot be had again, so it goes to standard output and not to a log.
fn show_keys(bootstrap: &Bootstrap) {
    if let Some(key) = &bootstrap.access_key {
        say("The first keys, shown only now:");
        say(&format!("  ASSAY_ACCESS_KEY_ID={}", key.id));
        say(&format!("  ASSAY_ACCESS_KEY_SECRET={}", key.secret.expose()));
    }
    if let Some(key) = &bootstrap.api_key {
        say(&format!("  ASSAY_API_KEY={}", key.key.expose()));
    }
}

fn detect_config(config: &Config, url: &str, access: &Access) -> Result<DetectConfig> {
    let secret = || config.webhook_secret.clone().unwrap_or_else(|| access.derived_secret("detect notices"));
    let webhook = config.webhook_url.as_deref().map(|url| Webhook::new(url, secret())).transpose();
    Ok(DetectConfig {
        webhook: webhook.map_err(|err| anyhow::anyhow!("`detect.webhook_url`: {err}"))?,
        public_url: url.to_owned(),
        upload_path: GatewayConfig::UPLOAD_PATH.to_owned(),
        max_file_bytes: config.max_file_bytes,
        upload_lifetime: DetectConfig::UPLOAD_LIFETIME,
        result_lifetime: DetectConfig::RESULT_LIFETIME,
        download_patience: DetectConfig::DOWNLOAD_PATIENCE,
        max_queue: config.max_queue,
        flow_rate: config
            .throttle_per_second
            .map_or(i32::MAX, |rate| i32::try_from(rate).unwrap_or(i32::MAX)),
        limits: config.limits,
        upload_secret: access.derived_secret("detect upload policy"),
    })
}

fn gateway_config(config: &Config) -> GatewayConfig {
    let default = config.throttle_per_second.map(|per_second| Rate { per_second, burst: per_second });
    GatewayConfig {
        serves_apis: config.roles.api,
        limits: Limits {
            max_picture_body_bytes: page::body_bytes(config.page.max_file_bytes),
            ..Limits::default()
        },
        throttle: ThrottleConfig { default, ..ThrottleConfig::default() },
        metrics_access: if config.metrics_public {
            MetricsAccess::Everybody
        } else {
            MetricsAccess::Loopback
        },
        ..GatewayConfig::default()
    }
}

/// What must be well for requests to be answered.
fn checks(store: &Arc<dyn Store>, blobs: &Blobs, pools: &[Arc<Pool>; 2]) -> Vec<ReadinessCheck> {
    let (store, blobs, pools) = (Arc::clone(store), blobs.clone(), pools.clone());
    vec![
        ReadinessCheck::new("database", move || {
            let store = Arc::clone(&store);
            async move { store.ping().await.map_err(|err| err.to_string()) }
        }),
        ReadinessCheck::new("contents", move || {
            let blobs = blobs.clone();
            async move { blobs.ping().await.map_err(|err| err.to_string()) }
        }),
        ReadinessCheck::new("sandbox", move || {
            let ready = pools.iter().all(|pool| pool.is_ready());
            async move { if ready { Ok(()) } else { Err("no worker is ready".to_owned()) } }
        }),
    ]
}
