//! One request of a demo in each main state, made by its people through the use cases; the engine carries out what was approved.
//! Never here: SQL, a state that the use cases did not lead to.

use control::{Caller, Error, requests};
use domain::request::{AccountForm, TagRow};

/// What is asked for.
struct Wish {
    name: &'static str,
    purpose: &'static str,
    environment: &'static str,
}

const fn wish(name: &'static str, purpose: &'static str, environment: &'static str) -> Wish {
    Wish { name, purpose, environment }
}

/// Makes the requests, unless the requester has some already.
///
/// # Errors
/// What the use cases answer.
pub async fn seed(requester: &Caller, approver: &Caller) -> Result<(), Error> {
    if !requests::list(requester, None).await?.requests.is_empty() {
        return Ok(());
    }
    let ready =
        submitted(requester, &wish("ledger-trial", "Trying out the new ledger before the team commits to it.", "sandbox"))
            .await?;
    approve(approver, ready, "A sandbox for a month is fine.").await?;

    let taken =
        submitted(requester, &wish("legacy-billing", "Moves the billing jobs out of the shared account.", "test")).await?;
    approve(approver, taken, "Please take the jobs over before the end of the quarter.").await?;

    let withdrawn = submitted(requester, &wish("fraud-spike", "A week of experiments on fraud scoring.", "sandbox")).await?;
    requests::withdraw(requester, withdrawn, requests::show(requester, withdrawn).await?.version).await?;

    let declined =
        submitted(requester, &wish("payments-everything", "One account for all payment services.", "production")).await?;
    let version = requests::show(approver, declined).await?.version;
    requests::decline(approver, declined, version, "One account per service, please: see the landing zone guide.").await?;

    let asked = submitted(requester, &wish("refunds-dev", "Development of the refunds service.", "development")).await?;
    let version = requests::show(approver, asked).await?.version;
    requests::ask_for_changes(approver, asked, version, "Which cost centre pays for it? Add the tag cost-centre.").await?;

    submitted(requester, &wish("card-vault-prod", "Holds card tokens; no other service may share the account.", "production"))
        .await?;
    submitted(requester, &wish("payments-staging", "The last stage before production of the payments API.", "staging")).await?;
    draft(requester, &wish("chargebacks", "Chargeback handling, split from", "")).await?;
    Ok(())
}

async fn draft(requester: &Caller, wish: &Wish) -> Result<(i64, i32), Error> {
    let number = requests::begin(requester).await?;
    let begun = requests::draft(requester, number).await?;
    let form = AccountForm {
        account_name: wish.name.to_owned(),
        purpose: wish.purpose.to_owned(),
        environment: wish.environment.to_owned(),
        tags: vec![TagRow { key: "cost-centre".to_owned(), value: "PAY-410".to_owned() }],
        ..begun.form
    };
    let version = requests::save_draft(requester, number, begun.version, form).await?;
    Ok((number, version))
}

async fn submitted(requester: &Caller, wish: &Wish) -> Result<i64, Error> {
    let (number, version) = draft(requester, wish).await?;
    requests::submit(requester, number, version).await?;
    Ok(number)
}

/// Approves the plan for the OU that is proposed.
async fn approve(approver: &Caller, number: i64, comment: &str) -> Result<(), Error> {
    let review = requests::review(approver, number, None, None).await?;
    let proposed = review.chosen_unit.or_else(|| review.units.first().map(|unit| unit.id.clone())).unwrap_or_default();
    let plan = requests::draw(approver, number, &proposed, Vec::new()).await?;
    let shown = requests::review(approver, number, Some(&plan), None).await?;
    let hash = shown.plan.map(|plan| plan.hash).unwrap_or_default();
    requests::approve(approver, number, shown.request.version, &plan, &hash, comment).await
}
