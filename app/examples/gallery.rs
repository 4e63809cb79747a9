//! Temporary.
use app::components::*;
use leptos::prelude::*;
fn main() {
    let which = std::env::args().nth(1).unwrap_or_default();
    let theme = std::env::args().nth(2).unwrap_or_default();
    let owner = Owner::new();
    let body = owner.with(|| {
        provide_context(PageAssets::new("/pkg"));
        let (meta, _o) = leptos_meta::ServerMetaContext::new();
        provide_context(meta);
        match which.as_str() { "form" => form().into_any(), "plain" => plain().into_any(), "live" => live().into_any(), _ => gallery().into_any() }.to_html()
    });
    println!("<!DOCTYPE html><html lang=en data-theme=\"{theme}\"><head><meta charset=utf-8><meta name=viewport content=\"width=device-width, initial-scale=1\"><title>Gallery</title><link rel=stylesheet href=/pkg/main.css></head><body>{body}</body></html>");
}
fn plain() -> impl IntoView {
    view! { <PlainPage title="Sign in"><PageHead title="Sign in to a workspace"/>
        <form method="post" action="/x" class="form stack"><TextField name="slug" label="Workspace address" hint="The part after /t/ in your links."/><Button kind=ButtonKind::Primary>"Continue"</Button></form>
        <ErrorState what="The plan could not be computed" kept="The request and your comment are saved." remedy="AWS answered too slowly. Try again in a minute; nothing was changed." reference="01JD-7F3A"><ButtonLink href="/">"Try again"</ButtonLink></ErrorState>
        <EmptyState sentence="No request yet. An AWS account takes about four minutes after approval." action="Request an account" href="/n"/>
    </PlainPage> }
}
fn form() -> impl IntoView {
    view! { <Page title="Error: New request" base="/t/acme" workspace="Acme Corporation" member="Ada Lovelace" sign_out="/out" place=Place::NewRequest waiting=3u32>
        <ErrorSummary errors=vec![FieldError{name:"name".into(),message:"Enter an account name of 1 to 50 characters".into()},FieldError{name:"env".into(),message:"Choose an environment".into()}]/>
        <PageHead title="New request" meta=|| view!{<Chip status=Status::Draft words="Draft"/><span>"Saved "<TimeText datetime="2026-11-24T19:40:00Z" text="24 Nov 2026, 19:40 UTC"/></span>}/>
        <form class="form" method="post" action="/x">
            <TextField name="name" label="Account name" hint="Letters, digits and dashes, such as payments-dev." error="Enter an account name of 1 to 50 characters"/>
            <TextField name="email" label="Root e-mail" value="aws+payments-dev@acme.example" kind="email" mono=true hint="AWS checks world-wide uniqueness only at creation."/>
            <TextArea name="purpose" label="Purpose" value="Card payments" optional=true/>
            <Select name="cc" label="Cost centre" choices=vec![Choice::new("1","4711 Payments"),Choice::new("2","4712 Risk")] value="2"/>
            <Radios name="env" label="Environment" error="Choose an environment" choices=vec![Choice::new("s","Sandbox").with_hint("Experiments; closed after 30 days."),Choice::new("d","Development"),Choice::new("p","Production").with_hint("Customer data may live here.")]/>
            <Checkbox name="ok" label="I own this account and answer for what runs in it."/>
            <div class="actions"><Button kind=ButtonKind::Primary>"Send request to Platform and Security"</Button><Button>"Save draft"</Button><Button kind=ButtonKind::Quiet>"Cancel"</Button></div>
        </form>
    </Page> }
}
fn gallery() -> impl IntoView {
    let at = chrono::DateTime::from_timestamp(1_795_549_205, 0).unwrap();
    let row = |n: &'static str, id: &'static str, s: Status, w: &'static str, c: &'static str| view! { <tr><RowHead label="Name"><a href="/a">{n}</a></RowHead><Cell label="Account id"><CopyId value=id what="account id"/></Cell><Cell label="OU">"Workloads / Production"</Cell><Cell label="Status"><Chip status=s words=w/></Cell><Cell label="Spend" number=true>{c}</Cell></tr> };
    view! { <Page title="Accounts" base="/t/acme" workspace="Acme Corporation" member="Ada Lovelace" sign_out="/out" place=Place::Accounts waiting=3u32>
        <PageHead title="Accounts" meta=move|| view!{<Chip status=Status::Attention words="2 drifted"/><span>"AWS as of " <Time at=at/></span>} actions=|| view!{<ButtonLink href="/e">"Export"</ButtonLink><ButtonLink kind=ButtonKind::Primary href="/n">"Request an account"</ButtonLink>}/>
        <DataTable id="accounts" caption="Accounts of the organization o-a1b2c3d4e5" columns=vec![Column::new("Name").sorted(Sort::Ascending,"?s=name"),Column::new("Account id"),Column::new("OU"),Column::new("Status"),Column::number("Spend").sorted(Sort::None,"?s=cost")]>
            {row("payments-prod","123456789012",Status::Done,"Ready","1,204.10")}{row("payments-dev","000011118888",Status::Running,"Creating account","0.00")}{row("risk-sandbox","222233334444",Status::Attention,"Drifted, 3 differences","88.90")}{row("old-thing","555566667777",Status::Closed,"Closed, recoverable until 12 Feb 2027","0.10")}
        </DataTable>
        <Pager previous="?b" next="?a" position="50 accounts on this page"/>
        <div class="actions"><Chip status=Status::Draft words="Draft"/><Chip status=Status::Waiting words="Waiting for Security (1 of 2)"/><Chip status=Status::Running words="Creating account, 2 min 10 s"/><Chip status=Status::Done words="Ready"/><Chip status=Status::Attention words="Drifted"/><Chip status=Status::Failed words="Failed at step 6"/><Chip status=Status::Rejected words="Rejected"/><Chip status=Status::Paused words="Paused by M. Rossi"/><Chip status=Status::Closed words="Closed"/></div>
        <div class="actions"><Button kind=ButtonKind::Primary>"Approve plan 9f3c"</Button><Button>"Request changes"</Button><Button kind=ButtonKind::Quiet>"Delegate"</Button><Button kind=ButtonKind::Danger>"Reject"</Button></div>
        <h2>"Answers"</h2>
        <KeyValue><KeyRow label="Account name" change="/c#name">"payments-dev"</KeyRow><KeyRow label="Root e-mail" change="/c#email"><code>"aws+payments-dev@acme.example"</code></KeyRow><KeyRow label="Plan"><CopyId value="9f3c1a77b2d04e5f8a6c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c" what="plan hash"/></KeyRow></KeyValue>
        <h2>"Run"</h2>
        <LiveReload target="run"/>
        <div id="run" data-active="true">
        <Rail label="Steps of the run"><RailStep status=Status::Done title="Create account" words="Done" when=move|| view!{<Time at=at/>", 42 s"}><p>"Account "<CopyId value="000011118888" what="account id"/></p></RailStep><RailStep status=Status::Running title="Move to Workloads / Production" words="Running"/><RailStep status=Status::Failed title="Attach policy" words="Failed at the second attempt"><Notice kind=NoticeKind::Bad title="AWS refused the call.">"The policy is attached to 10 targets already."</Notice><details><summary>"Request and response"</summary><Code label="Request" text="{\n  \"PolicyId\": \"p-1\"\n}"/></details></RailStep><RailStep status=Status::Draft title="Verify" words="Not started"/></Rail>
        </div>
        <h2>"Difference"</h2>
        <Diff label="Policy difference" lines=vec![DiffLine::Same("{".into()),DiffLine::Removed("  \"Effect\": \"Allow\",".into()),DiffLine::Added("  \"Effect\": \"Deny\",".into()),DiffLine::Same("}".into())]/>
        <Code label="Policy" text="{\n  \"Version\": \"2012-10-17\",\n  \"Statement\": [{ \"Effect\": \"Deny\", \"Action\": \"organizations:LeaveOrganization\", \"Resource\": \"*\" }]\n}"/>
        <Notice>"The account moves before its policies are attached."</Notice>
        <Notice kind=NoticeKind::Ok title="Approved.">"The run starts now. You can close this page."</Notice>
        <Notice kind=NoticeKind::Warn>"The basis moved since you opened it."</Notice>
    </Page> }
}

fn live() -> impl IntoView {
    let options = LeptosOptions::builder().output_name("charter").site_pkg_dir("pkg").build();
    view! { <Page title="Live" base="/t/acme" workspace="Acme" member="Ada" sign_out="/out">
        <PageHead title="Run"/>
        <p>"Account "<CopyId value="000011118888" what="account id"/></p>
        <LiveReload target="run"/>
        <div id="run" data-active="ACTIVE" data-said="Step NUMBER of 4"><p id="count">"Step NUMBER"</p><details id="more"><summary>"More"</summary><p>"x"</p></details></div>
    </Page><leptos::hydration::HydrationScripts options=options islands=true/> }
}
