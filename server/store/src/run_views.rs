//! The timeline of a run, as the page shows it.
//! Never here: a change.

use domain::access::{Permission, Reads, Role};
use domain::ids::{MemberId, RunId};
use domain::plan::Plan;
use domain::run::Ending;
use domain::wire::{AttemptView, RunOwner, RunView, StepView, StepWord, StoppedView};

use crate::error::{Error, Result};
use crate::runs::park_reason;
use crate::tx::ReadTx;

/// The run with its steps and attempts. The two buttons are the caller's matter and start as false.
///
/// # Errors
/// [`Error::Missing`]; [`Error::Inconsistent`].
pub async fn show<A: Reads>(tx: &mut ReadTx<A>, run: RunId, plan: &Plan, reader: MemberId) -> Result<RunView> {
    let row = sqlx::query!(
        r#"select queued_at, ended_at, ending, account_id, decided_by, coalesce(owner.name, owner.email) as "owner!",
                  (select coalesce(stopper.name, stopper.email) from member stopper
                    where stopper.tenant_id = run.tenant_id and stopper.member_id = run.stopped_by) as stopper, stop_reason,
                  owner.standing = 'active' and exists (select from member_role held
                    where held.tenant_id = owner.tenant_id and held.member_id = owner.member_id and held.role = any($2)) as "can_act!"
             from run
             join decision on decision.tenant_id = run.tenant_id and decision.decision_id = run.decision_id
             join member owner on owner.tenant_id = decision.tenant_id and owner.member_id = decision.decided_by
            where run_id = $1"#,
        run.as_uuid(),
        &steering_roles()
    )
    .fetch_one(tx.conn())
    .await?;
    let owner = RunOwner { name: row.owner, can_act: row.can_act, is_reader: row.decided_by == reader.as_uuid() };
    let steps = sqlx::query!(
        "select position, key, state, state_at, wake_at, park_reason, code, message from run_step where run_id = $1 order by position",
        run.as_uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let attempts = sqlx::query!(
        "select position, number, intended_at, concluded_at, outcome, code, message, aws_request from step_attempt
          where run_id = $1 order by position, number",
        run.as_uuid()
    )
    .fetch_all(tx.conn())
    .await?;
    let mut views = Vec::with_capacity(steps.len());
    for step in steps {
        let word = match step.state.as_str() {
            "pending" => StepWord::Pending,
            "intended" => StepWord::Calling,
            "waiting" => StepWord::Waiting,
            "done" => StepWord::Done,
            "skipped" => StepWord::Skipped,
            "parked" => StepWord::Parked,
            other => return Err(Error::inconsistent("run_step", format!("state {other}"))),
        };
        let operation = plan.calls.iter().find(|call| call.key == step.key).map_or("", |call| call.call.operation());
        let own = attempts.iter().filter(|attempt| attempt.position == step.position);
        views.push(StepView {
            position: step.position,
            key: step.key,
            operation: operation.to_owned(),
            word,
            at: step.state_at,
            wake_at: step.wake_at,
            park_reason: step.park_reason.as_deref().map(park_reason).transpose()?,
            code: step.code,
            message: step.message,
            attempts: own
                .map(|attempt| AttemptView {
                    number: attempt.number,
                    intended_at: attempt.intended_at,
                    concluded_at: attempt.concluded_at,
                    outcome: attempt.outcome.clone(),
                    code: attempt.code.clone(),
                    message: attempt.message.clone(),
                    aws_request: attempt.aws_request.clone(),
                })
                .collect(),
        });
    }
    let ending = match row.ending.as_deref() {
        None => None,
        Some("succeeded") => Some(Ending::Succeeded),
        Some("stopped") => Some(Ending::Stopped),
        Some(other) => return Err(Error::inconsistent("run", format!("ending {other}"))),
    };
    let stopped = row.stopper.zip(row.stop_reason).map(|(by, reason)| StoppedView { by, reason });
    Ok(RunView {
        id: run.to_string(),
        steps: views,
        queued_at: row.queued_at,
        ended_at: row.ended_at,
        ending,
        stopped,
        account_id: row.account_id,
        owner,
        can_retry: false,
        can_skip: false,
        can_stop: false,
    })
}

/// The words of the roles whose members may steer a run.
pub(crate) fn steering_roles() -> Vec<String> {
    let steers = |role: &Role| role.permissions().contains(&Permission::SteerRun);
    Role::ALL.into_iter().filter(steers).map(|role| role.as_str().to_owned()).collect()
}
