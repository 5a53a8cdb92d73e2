//! Tokens of users: kept, found, used once, revoked, forgotten.

use assay_store::{Denied, Entity, NewUser, TakenToken, TokenKind, TokenRow};
use assay_types::{DomainId, UserId};

use crate::{
    directory::is_denied,
    fixture::{HOUR, T0, at, new_domain, tenant, user},
    harness::{Database, conformance},
};

conformance!(
    a_token_leads_to_its_user,
    a_token_that_serves_once_serves_once,
    a_copy_ends_the_sign_in,
    revoked_tokens_stay_and_ended_ones_go,
);

fn d() -> DomainId {
    "d".parse().unwrap()
}

fn superadmin() -> UserId {
    "superadmin".parse().unwrap()
}

fn token(byte: u8, kind: TokenKind, session: i64) -> TokenRow {
    TokenRow {
        token_sha256: [byte; 32],
        kind,
        session,
        tenant: tenant("d"),
        domain: d(),
        user: superadmin(),
        client: Some("AK".parse().unwrap()),
        redirect_uri: "https://a/?b=\u{e4}".to_owned(),
        label: "l".to_owned(),
        created_at: T0,
        expires_at: T0 + HOUR,
        used_at: None,
        revoked_at: None,
    }
}

async fn a_token_leads_to_its_user(db: Database) {
    let store = db.open().await;
    let row = TokenRow { client: None, ..token(1, TokenKind::Access, 1) };
    is_denied(store.insert_tokens(vec![row.clone()], false).await, Denied::Missing(Entity::User));
    store.create_domain(new_domain("d")).await.unwrap();
    store.insert_tokens(vec![row.clone(), token(2, TokenKind::Refresh, 1)], false).await.unwrap();
    let (found, owner) = store.access_token([1; 32]).await.unwrap().unwrap();
    assert_eq!(found, row);
    assert_eq!((owner.id, owner.login_at, owner.refreshed_at), (superadmin(), Some(T0), None));
    assert_eq!(store.access_token([2; 32]).await.unwrap(), None, "a refresh token acts as nobody");
    let refreshed = TokenRow { created_at: at(5), ..token(3, TokenKind::Access, 1) };
    store.insert_tokens(vec![refreshed], true).await.unwrap();
    let (_, owner) = store.access_token([3; 32]).await.unwrap().unwrap();
    assert_eq!((owner.login_at, owner.refreshed_at), (Some(T0), Some(at(5))));
    store
        .create_user(NewUser { user: user("d", "a"), drive: None, groups: vec![], link: None })
        .await
        .unwrap();
    assert_eq!(store.live_tokens(&d(), &user("d", "a").id, T0, 9).await.unwrap(), []);
    let live = store.live_tokens(&d(), &superadmin(), T0, 9).await.unwrap();
    assert_eq!(live.iter().map(|row| row.token_sha256[0]).collect::<Vec<_>>(), [3, 1]);
}

async fn a_token_that_serves_once_serves_once(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    store.insert_tokens(vec![token(1, TokenKind::Code, 1)], false).await.unwrap();
    assert_eq!(store.take_token([1; 32], TokenKind::Refresh, T0).await.unwrap(), TakenToken::Nothing);
    assert_eq!(store.take_token([9; 32], TokenKind::Code, T0).await.unwrap(), TakenToken::Nothing);
    assert_eq!(store.take_token([1; 32], TokenKind::Code, T0 + HOUR).await.unwrap(), TakenToken::Nothing);
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let store = store.clone();
            tokio::spawn(async move { store.take_token([1; 32], TokenKind::Code, at(1)).await })
        })
        .collect();
    let mut taken = 0;
    for task in tasks {
        match task.await.unwrap().unwrap() {
            TakenToken::Taken(row) => {
                assert_eq!(*row, token(1, TokenKind::Code, 1));
                taken += 1;
            }
            TakenToken::Replayed => {}
            TakenToken::Nothing => panic!("it is there"),
        }
    }
    assert_eq!(taken, 1);
}

async fn a_copy_ends_the_sign_in(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    let pair = vec![token(1, TokenKind::Access, 1), token(2, TokenKind::Refresh, 1)];
    store.insert_tokens(pair, false).await.unwrap();
    store.insert_tokens(vec![token(5, TokenKind::Access, 2)], false).await.unwrap();
    assert!(matches!(
        store.take_token([2; 32], TokenKind::Refresh, at(1)).await.unwrap(),
        TakenToken::Taken(_)
    ));
    store.insert_tokens(vec![token(3, TokenKind::Access, 1)], true).await.unwrap();
    let again = store.take_token([2; 32], TokenKind::Refresh, at(2)).await.unwrap();
    assert_eq!(again, TakenToken::Replayed);
    let (access, _) = store.access_token([3; 32]).await.unwrap().unwrap();
    assert_eq!(access.revoked_at, Some(at(2)));
    is_denied(store.insert_tokens(vec![token(4, TokenKind::Access, 1)], true).await, Denied::Stale);
    let live = store.live_tokens(&d(), &superadmin(), at(3), 9).await.unwrap();
    assert_eq!(live.iter().map(|row| row.token_sha256[0]).collect::<Vec<_>>(), [5], "another sign-in stays");
}

async fn revoked_tokens_stay_and_ended_ones_go(db: Database) {
    let store = db.open().await;
    store.create_domain(new_domain("d")).await.unwrap();
    for (byte, session) in [(1, 1), (2, 2), (3, 3)] {
        store.insert_tokens(vec![token(byte, TokenKind::Access, session)], false).await.unwrap();
    }
    assert!(store.revoke_session(1, at(1)).await.unwrap());
    assert!(!store.revoke_session(1, at(2)).await.unwrap());
    assert!(!store.revoke_session(9, at(2)).await.unwrap());
    store.revoke_user_tokens(&d(), &superadmin(), at(3)).await.unwrap();
    for (byte, revoked_at) in [(1, at(1)), (2, at(3)), (3, at(3))] {
        let (row, _) = store.access_token([byte; 32]).await.unwrap().unwrap();
        assert_eq!(row.revoked_at, Some(revoked_at));
    }
    assert_eq!(store.forget_tokens(T0 + HOUR, 9).await.unwrap(), 0);
    assert_eq!(store.forget_tokens(at(1) + HOUR, 2).await.unwrap(), 2);
    assert_eq!(store.forget_tokens(at(1) + HOUR, 2).await.unwrap(), 1);
}
