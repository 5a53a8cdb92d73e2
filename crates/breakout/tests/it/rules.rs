//! The real rule engine inside the walls: what it needs must be allowed, and it must be warm before.

use std::time::Duration;

use assay_sandbox::Pool;

use crate::{config, file, task, told};

/// The test file that every scanner knows, in two halves, so that no scanner takes this file for it.
fn eicar() -> Vec<u8> {
    [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR", "-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"].concat().into_bytes()
}

#[tokio::test]
async fn rules_find_what_they_should_and_their_clock_lives_on() {
    let mut config = config(1);
    config.args = vec!["--rules".into()];
    let pool = Pool::start(config).await.expect("a pool");
    assert!(pool.walls().is_full());
    let scan = async |content: &[u8]| {
        let outcome = pool.run(file(content), task(), Duration::from_secs(20)).await.expect("an outcome");
        told(&outcome)
    };
    let found = scan(&eicar()).await;
    assert!(found.to_lowercase().contains("eicar"), "{found}");
    assert_eq!(scan(b"nothing to see here").await, "");
    // The thread that measures time ticks once a second; a call of its that is not allowed would kill.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    let large = vec![b'A'; 32 << 20];
    assert_eq!(scan(&large).await, "");
    let executable = std::fs::read(crate::ROGUE).expect("read");
    scan(executable.get(..16 << 20).unwrap_or(&executable)).await;
    assert!(scan(&eicar()).await.to_lowercase().contains("eicar"));
    assert_eq!(pool.counters().kills, 0);
}
