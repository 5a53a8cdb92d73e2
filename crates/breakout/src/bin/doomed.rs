//! A server that is about to be killed: keeps a pool of rogue workers, one of them busy for ever.
//!
//! Usage: `doomed ROGUE_PROGRAM FILE`. Prints a line once all workers are up and FILE is being looked at.

use std::{env, fs::File, time::Duration};

use assay_findings::{ExamineLimits, ExamineTask, Task};
use assay_sandbox::{Pool, PoolConfig};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let mut args = env::args_os().skip(1);
    let program = args.next().expect("the rogue program").into();
    let file = File::open(args.next().expect("a file")).expect("opened");
    let mut config = PoolConfig::new(program, Vec::new());
    config.workers = 3;
    let pool = Pool::start(config).await.expect("a pool");
    let task = Task::Examine(ExamineTask { decompress: None, limits: ExamineLimits::default() });
    let busy = pool.run(file, task, Duration::from_mins(10));
    let ready = async {
        tokio::time::sleep(Duration::from_millis(500)).await;
        #[expect(clippy::print_stdout, reason = "the test waits for this line")]
        {
            println!("ready");
        }
        std::future::pending::<()>().await;
    };
    let _ = tokio::join!(busy, ready);
}
