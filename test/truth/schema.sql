-- types
CREATE TYPE affiliation_side AS ENUM ('parent', 'subsidiary');
CREATE TYPE affiliation_status AS ENUM ('offered', 'agreed', 'ended');
CREATE TYPE approval_status AS ENUM ('pending', 'approved', 'refused', 'expired', 'withdrawn');
CREATE TYPE consent_status AS ENUM ('asked', 'answered', 'stored', 'tested', 'swapped', 'settled', 'failed');
CREATE TYPE credential_kind AS ENUM ('api_key', 'connection_secret');
CREATE TYPE decision AS ENUM ('approve', 'refuse');
CREATE TYPE email_domain_rule AS ENUM ('claimed', 'guest', 'blocked');
CREATE TYPE erasure_status AS ENUM ('draft', 'awaiting_approval', 'waiting', 'held', 'erased', 'refused', 'cancelled');
CREATE TYPE exposure_how AS ENUM ('created', 'revealed', 'could_reveal');
CREATE TYPE follow_up_status AS ENUM ('open', 'done', 'waived');
CREATE TYPE grant_status AS ENUM ('active', 'shadow', 'revoked', 'replaced');
CREATE TYPE hand_over_offer_status AS ENUM ('open', 'accepted', 'declined', 'redirected', 'lapsed', 'withdrawn');
CREATE TYPE invitation_status AS ENUM ('draft', 'awaiting_approval', 'sent', 'accepted', 'refused', 'expired', 'revoked');
CREATE TYPE leave_answer AS ENUM ('no_access', 'declined');
CREATE TYPE leave_notice AS ENUM ('asked', 'moved', 'withdrawn');
CREATE TYPE leave_status AS ENUM ('open', 'withdrawn');
CREATE TYPE mass_removal_status AS ENUM ('draft', 'awaiting_approval', 'running', 'cancelling', 'done', 'refused', 'cancelled');
CREATE TYPE member_kind AS ENUM ('person', 'service_account');
CREATE TYPE member_status AS ENUM ('invited', 'active', 'suspended', 'deactivated', 'removed');
CREATE TYPE member_term_kind AS ENUM ('word', 'look_alike');
CREATE TYPE org_role AS ENUM ('viewer', 'member', 'admin');
CREATE TYPE organization_status AS ENUM ('active', 'suspended', 'closed');
CREATE TYPE permission AS ENUM ('view', 'use', 'run', 'edit', 'share', 'transfer', 'archive', 'reveal', 'create');
CREATE TYPE plan_item_status AS ENUM ('pending', 'awaiting_host', 'done', 'skipped', 'not_proven');
CREATE TYPE reinstatement_status AS ENUM ('draft', 'running', 'completed');
CREATE TYPE relationship AS ENUM ('employee', 'contractor', 'guest');
CREATE TYPE removal_ending AS ENUM ('deactivate', 'erase');
CREATE TYPE removal_status AS ENUM ('draft', 'planned', 'awaiting_approval', 'waiting', 'running', 'completed', 'cancelled');
CREATE TYPE share_level AS ENUM ('view', 'use', 'edit', 'manage');
CREATE TYPE step_status AS ENUM ('pending', 'running', 'blocked', 'done', 'skipped');
CREATE TYPE team_role AS ENUM ('maintainer', 'member');
CREATE TYPE webhook_delivery_status AS ENUM ('failing', 'dead', 'retrying', 'delivered');
CREATE TYPE webhook_status AS ENUM ('enabled', 'disabled', 'archived');

-- tables
CREATE TABLE affiliations (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  other affiliation_side NOT NULL,
  status affiliation_status NOT NULL,
  code_hash bytea,
  expires_at timestamp(3) with time zone,
  offered_by_id uuid,
  other_organization_id uuid,
  other_name text,
  created_at timestamp(3) with time zone NOT NULL,
  agreed_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone
);
CREATE TABLE approval_approvers (
  organization_id uuid NOT NULL,
  approval_id uuid NOT NULL,
  stage integer NOT NULL,
  member_id uuid NOT NULL
);
CREATE TABLE approval_decisions (
  organization_id uuid NOT NULL,
  approval_id uuid NOT NULL,
  stage integer NOT NULL,
  member_id uuid NOT NULL,
  decision decision NOT NULL,
  reason text NOT NULL,
  facts_hash text NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE approvals (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  subject text NOT NULL,
  subject_id uuid NOT NULL,
  requested_by_id uuid NOT NULL,
  status approval_status NOT NULL DEFAULT 'pending'::approval_status,
  stages jsonb NOT NULL,
  stage integer NOT NULL DEFAULT 0,
  facts_hash text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  deadline timestamp(3) with time zone NOT NULL,
  ended_at timestamp(3) with time zone
);
CREATE TABLE audit_checkpoints (
  organization_id uuid NOT NULL,
  sequence bigint NOT NULL,
  hash bytea NOT NULL,
  cutoff timestamp(3) with time zone NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  jws text NOT NULL
);
CREATE TABLE audit_entries (
  organization_id uuid NOT NULL,
  sequence bigint NOT NULL,
  body text NOT NULL,
  hash bytea NOT NULL,
  action text NOT NULL,
  object text NOT NULL,
  object_id uuid,
  actor_id uuid,
  at timestamp(3) with time zone NOT NULL,
  noun text NOT NULL DEFAULT split_part(action, '.'::text, 1)
);
CREATE TABLE audit_heads (
  organization_id uuid NOT NULL,
  sequence bigint NOT NULL DEFAULT 0,
  hash bytea NOT NULL DEFAULT '\x'::bytea,
  at timestamp(3) with time zone
);
CREATE TABLE audit_keys (
  organization_id uuid NOT NULL,
  subject_id uuid NOT NULL,
  box bytea,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  destroyed_at timestamp(3) with time zone
);
CREATE TABLE audit_values (
  organization_id uuid NOT NULL,
  commitment bytea NOT NULL,
  subject_id uuid NOT NULL,
  box bytea NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE bookmarks (
  organization_id uuid NOT NULL,
  member_id uuid NOT NULL,
  resource_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE breaker_allowances (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  allowed_by_id uuid NOT NULL,
  more integer NOT NULL,
  reason text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL
);
CREATE TABLE caretakers (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  leaver_id uuid NOT NULL,
  caretaker_id uuid NOT NULL,
  "from" timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  until timestamp(3) with time zone NOT NULL,
  ended_at timestamp(3) with time zone,
  claimed_until timestamp(3) with time zone,
  told_at timestamp(3) with time zone
);
CREATE TABLE connection_uses (
  organization_id uuid NOT NULL,
  resource_id uuid NOT NULL,
  connection_id uuid NOT NULL,
  since timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE connections (
  organization_id uuid NOT NULL,
  resource_id uuid NOT NULL,
  provider text NOT NULL,
  auth text NOT NULL
);
CREATE TABLE consent_requests (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  connection_id uuid NOT NULL,
  member_id uuid NOT NULL,
  session_id uuid NOT NULL,
  provider text NOT NULL,
  status consent_status NOT NULL DEFAULT 'asked'::consent_status,
  state_hash bytea NOT NULL,
  proof_box bytea,
  scopes text[],
  grant_id uuid,
  problem text,
  detail text,
  tested_by text,
  asked_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamp(3) with time zone NOT NULL,
  working_until timestamp(3) with time zone,
  ended_at timestamp(3) with time zone
);
CREATE TABLE credentials (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind credential_kind NOT NULL,
  name text NOT NULL,
  holder_id uuid,
  connection_id uuid,
  created_by_id uuid,
  version integer NOT NULL DEFAULT 1,
  prefix text,
  last_four text,
  hash bytea,
  secret_box bytea,
  scopes text[] DEFAULT ARRAY[]::text[],
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamp(3) with time zone,
  revoked_at timestamp(3) with time zone,
  successor_id uuid,
  grace_until timestamp(3) with time zone,
  last_used_at timestamp(3) with time zone,
  last_used_from text,
  last_used_agent text,
  used_after_end_at timestamp(3) with time zone,
  rotate_by timestamp(3) with time zone
);
CREATE TABLE custom_roles (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL,
  org_role org_role NOT NULL,
  parent_id uuid,
  permissions permission[],
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  archived_at timestamp(3) with time zone
);
CREATE TABLE email_domains (
  organization_id uuid NOT NULL,
  name text NOT NULL,
  rule email_domain_rule NOT NULL,
  proved_at timestamp(3) with time zone
);
CREATE TABLE erasures (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  requested_by_id uuid NOT NULL,
  removal_id uuid,
  status erasure_status NOT NULL DEFAULT 'draft'::erasure_status,
  reason text NOT NULL,
  deactivated_at timestamp(3) with time zone NOT NULL,
  erase_at timestamp(3) with time zone NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  ended_at timestamp(3) with time zone
);
CREATE TABLE events (
  organization_id uuid NOT NULL,
  sequence bigint NOT NULL,
  type text NOT NULL,
  object text NOT NULL,
  object_id uuid,
  at timestamp(3) with time zone NOT NULL,
  data jsonb NOT NULL
);
CREATE TABLE evidence_files (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  follow_up_id uuid NOT NULL,
  name text NOT NULL,
  media_type text NOT NULL,
  size integer NOT NULL,
  sha256 text NOT NULL,
  content_box bytea,
  uploaded_by_id uuid NOT NULL,
  uploaded_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE exposures (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  credential_id uuid NOT NULL,
  member_id uuid NOT NULL,
  how exposure_how NOT NULL,
  "from" timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  until timestamp(3) with time zone
);
CREATE TABLE follow_ups (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  removal_id uuid NOT NULL,
  item_key text NOT NULL,
  kind text NOT NULL,
  provider text,
  page text,
  owner_id uuid NOT NULL,
  status follow_up_status NOT NULL DEFAULT 'open'::follow_up_status,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  due_at timestamp(3) with time zone NOT NULL,
  reminders integer NOT NULL DEFAULT 0,
  reminded_at timestamp(3) with time zone,
  escalated_at timestamp(3) with time zone,
  attested_by_id uuid,
  attestation text,
  evidence text,
  ended_at timestamp(3) with time zone,
  escalations integer NOT NULL DEFAULT 0,
  reopened_at timestamp(3) with time zone,
  reopened_because text
);
CREATE TABLE grants (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  connection_id uuid NOT NULL,
  member_id uuid NOT NULL,
  provider text NOT NULL,
  status grant_status NOT NULL DEFAULT 'active'::grant_status,
  client_id text,
  client_secret_box bytea,
  token_box bytea,
  scopes text[] DEFAULT ARRAY[]::text[],
  revocation_endpoint text,
  token_endpoint text,
  human_page text,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  revoked_at timestamp(3) with time zone,
  revocation_proved_at timestamp(3) with time zone,
  account text,
  replaces_id uuid,
  settled_at timestamp(3) with time zone
);
CREATE TABLE hand_over_declines (
  organization_id uuid NOT NULL,
  removal_id uuid NOT NULL,
  member_id uuid NOT NULL,
  item_key text NOT NULL
);
CREATE TABLE hand_over_offers (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  removal_id uuid NOT NULL,
  successor_id uuid NOT NULL,
  status hand_over_offer_status NOT NULL DEFAULT 'open'::hand_over_offer_status,
  by_silence boolean NOT NULL DEFAULT false,
  counts jsonb NOT NULL,
  offered_at timestamp(3) with time zone NOT NULL,
  due_at timestamp(3) with time zone NOT NULL,
  answered_at timestamp(3) with time zone,
  reason text,
  redirected_to_id uuid
);
CREATE TABLE idempotency_keys (
  organization_id uuid NOT NULL,
  caller_id uuid NOT NULL,
  key text NOT NULL,
  fingerprint text NOT NULL,
  status integer,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  response_box bytea,
  claimed_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE identities (
  issuer text NOT NULL,
  subject text NOT NULL,
  person_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE invitation_teams (
  organization_id uuid NOT NULL,
  invitation_id uuid NOT NULL,
  team_id uuid NOT NULL
);
CREATE TABLE invitations (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  status invitation_status NOT NULL DEFAULT 'draft'::invitation_status,
  email text NOT NULL,
  name text,
  role org_role NOT NULL DEFAULT 'viewer'::org_role,
  relationship relationship NOT NULL DEFAULT 'employee'::relationship,
  inviter_id uuid NOT NULL,
  sponsor_id uuid,
  member_id uuid,
  reason text,
  ends_at timestamp(3) with time zone,
  version integer NOT NULL DEFAULT 0,
  token_hash bytea,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  sent_at timestamp(3) with time zone,
  expires_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  ended_reason text,
  custom_role_id uuid,
  looks_like text,
  looks_like_id uuid
);
CREATE TABLE key_notices (
  organization_id uuid NOT NULL,
  credential_id uuid NOT NULL,
  kind text NOT NULL,
  due_at timestamp(3) with time zone NOT NULL,
  claimed_until timestamp(3) with time zone,
  told_at timestamp(3) with time zone
);
CREATE TABLE leave_asks (
  organization_id uuid NOT NULL,
  leave_id uuid NOT NULL,
  affiliation_id uuid NOT NULL,
  answer leave_answer,
  answered_at timestamp(3) with time zone,
  answers integer NOT NULL DEFAULT 0,
  answers_told integer NOT NULL DEFAULT 0,
  claimed_until timestamp(3) with time zone
);
CREATE TABLE leave_requests (
  organization_id uuid NOT NULL,
  leave_id uuid NOT NULL,
  affiliation_id uuid NOT NULL,
  asked_by text NOT NULL,
  email text,
  effective_at timestamp(3) with time zone NOT NULL,
  time_zone text NOT NULL,
  status leave_status NOT NULL DEFAULT 'open'::leave_status,
  asked_at timestamp(3) with time zone NOT NULL,
  answer leave_answer,
  answered_by_id uuid,
  answered_at timestamp(3) with time zone,
  notice leave_notice,
  claimed_until timestamp(3) with time zone,
  notice_number integer NOT NULL DEFAULT 1
);
CREATE TABLE leaves (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  email text,
  effective_at timestamp(3) with time zone NOT NULL,
  time_zone text NOT NULL,
  status leave_status NOT NULL DEFAULT 'open'::leave_status,
  asked_by_id uuid NOT NULL,
  created_at timestamp(3) with time zone NOT NULL,
  withdrawn_at timestamp(3) with time zone
);
CREATE TABLE mass_removals (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  requested_by_id uuid NOT NULL,
  status mass_removal_status NOT NULL DEFAULT 'draft'::mass_removal_status,
  reason text NOT NULL,
  for_cause boolean NOT NULL DEFAULT false,
  ending removal_ending NOT NULL DEFAULT 'deactivate'::removal_ending,
  effective_at timestamp(3) with time zone NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC'::text,
  plan_hash text NOT NULL,
  paused_at timestamp(3) with time zone,
  cancelled_by_id uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  cancelled_by jsonb
);
CREATE TABLE member_terms (
  organization_id uuid NOT NULL,
  kind member_term_kind NOT NULL,
  term text NOT NULL,
  member_id uuid NOT NULL
);
CREATE TABLE members (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind member_kind NOT NULL DEFAULT 'person'::member_kind,
  person_id uuid,
  status member_status NOT NULL,
  role org_role NOT NULL DEFAULT 'viewer'::org_role,
  relationship relationship NOT NULL DEFAULT 'employee'::relationship,
  name text NOT NULL,
  email text,
  sponsor_id uuid,
  manager_id uuid,
  ends_at timestamp(3) with time zone,
  time_zone text NOT NULL DEFAULT 'UTC'::text,
  purpose text,
  caretaker boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  joined_at timestamp(3) with time zone,
  suspended_at timestamp(3) with time zone,
  deactivated_at timestamp(3) with time zone,
  removed_at timestamp(3) with time zone,
  pseudonym text,
  custom_role_id uuid,
  legal_hold_at timestamp(3) with time zone,
  legal_hold_by_id uuid
);
CREATE TABLE notes (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  author_id uuid NOT NULL,
  text text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE oauth_clients (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  provider text NOT NULL,
  client_id text NOT NULL,
  client_secret_box bytea,
  authorization_endpoint text NOT NULL,
  token_endpoint text NOT NULL,
  revocation_endpoint text,
  issuer text,
  scopes text[],
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  changed_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE organization_keys (
  organization_id uuid NOT NULL,
  version integer NOT NULL,
  master_key_id text NOT NULL,
  wrapped bytea NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE organizations (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  slug text NOT NULL,
  name text NOT NULL,
  status organization_status NOT NULL DEFAULT 'active'::organization_status,
  custodian_id uuid,
  billing_contact_id uuid,
  policy jsonb NOT NULL DEFAULT '{}'::jsonb,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE person_emails (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL,
  email text NOT NULL,
  "from" timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  until timestamp(3) with time zone
);
CREATE TABLE persons (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE plan_items (
  organization_id uuid NOT NULL,
  removal_id uuid NOT NULL,
  key text NOT NULL,
  "position" integer NOT NULL,
  kind text NOT NULL,
  step text NOT NULL,
  action text NOT NULL,
  object_id uuid NOT NULL,
  risk text NOT NULL,
  successor_id uuid,
  successor_rule text,
  facts jsonb NOT NULL DEFAULT '{}'::jsonb,
  before jsonb,
  status plan_item_status NOT NULL DEFAULT 'pending'::plan_item_status,
  reason text,
  drift text,
  done_at timestamp(3) with time zone,
  drift_because text,
  first_run_at timestamp(3) with time zone,
  first_run_allowed boolean,
  first_run_because text
);
CREATE TABLE receipts (
  organization_id uuid NOT NULL,
  key text NOT NULL,
  result jsonb NOT NULL DEFAULT 'null'::jsonb,
  at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE reinstatement_items (
  organization_id uuid NOT NULL,
  reinstatement_id uuid NOT NULL,
  key text NOT NULL,
  "position" integer NOT NULL,
  kind text NOT NULL,
  step text NOT NULL,
  object_id uuid NOT NULL,
  outcome text NOT NULL,
  why text,
  receiver_id uuid,
  before jsonb NOT NULL DEFAULT '{}'::jsonb,
  status plan_item_status NOT NULL DEFAULT 'pending'::plan_item_status,
  reason text,
  done_at timestamp(3) with time zone
);
CREATE TABLE reinstatement_steps (
  organization_id uuid NOT NULL,
  reinstatement_id uuid NOT NULL,
  step text NOT NULL,
  "position" integer NOT NULL,
  status step_status NOT NULL DEFAULT 'pending'::step_status,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  walked_to integer NOT NULL DEFAULT '-1'::integer,
  failure jsonb,
  blocked_at timestamp(3) with time zone,
  deadline timestamp(3) with time zone,
  reason text
);
CREATE TABLE reinstatements (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  removal_id uuid NOT NULL,
  requested_by_id uuid NOT NULL,
  status reinstatement_status NOT NULL DEFAULT 'draft'::reinstatement_status,
  reason text NOT NULL,
  plan_hash text NOT NULL,
  ends_suspended boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone
);
CREATE TABLE removal_notices (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  removal_id uuid NOT NULL,
  kind text NOT NULL,
  receiver_id uuid NOT NULL,
  object_ids uuid[] DEFAULT ARRAY[]::uuid[],
  due_at timestamp(3) with time zone NOT NULL,
  claimed_until timestamp(3) with time zone,
  told_at timestamp(3) with time zone
);
CREATE TABLE removal_steps (
  organization_id uuid NOT NULL,
  removal_id uuid NOT NULL,
  step text NOT NULL,
  "position" integer NOT NULL,
  status step_status NOT NULL DEFAULT 'pending'::step_status,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  done integer NOT NULL DEFAULT 0,
  total integer NOT NULL DEFAULT 0,
  failure jsonb,
  blocked_at timestamp(3) with time zone,
  deadline timestamp(3) with time zone,
  reason text,
  walked_to uuid
);
CREATE TABLE removal_successors (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  removal_id uuid NOT NULL,
  resource_id uuid,
  kind text,
  successor_id uuid NOT NULL
);
CREATE TABLE removals (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  requested_by_id uuid NOT NULL,
  status removal_status NOT NULL DEFAULT 'draft'::removal_status,
  reason text NOT NULL,
  for_cause boolean NOT NULL DEFAULT false,
  ending removal_ending NOT NULL DEFAULT 'deactivate'::removal_ending,
  effective_at timestamp(3) with time zone NOT NULL,
  time_zone text NOT NULL DEFAULT 'UTC'::text,
  plan_hash text NOT NULL,
  paused_at timestamp(3) with time zone,
  adopted_suspension boolean NOT NULL DEFAULT false,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  started_at timestamp(3) with time zone,
  ended_at timestamp(3) with time zone,
  certificate text,
  leaving_with uuid[] NOT NULL DEFAULT '{}'::uuid[],
  mass_removal_id uuid,
  "position" integer,
  refusal jsonb,
  turn_at timestamp(3) with time zone,
  leave_id uuid
);
CREATE TABLE resource_kinds (
  organization_id uuid NOT NULL,
  name text NOT NULL,
  title text NOT NULL,
  handover_url text,
  handover_secret_box bytea,
  rotates_secrets boolean NOT NULL DEFAULT false,
  takes_grants boolean NOT NULL DEFAULT false
);
CREATE TABLE resources (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  kind text NOT NULL,
  host_id text NOT NULL,
  name text NOT NULL,
  owner_id uuid,
  owner_team_id uuid,
  runs_as_id uuid,
  author_id uuid,
  team_id uuid,
  target_id uuid,
  every_seconds integer,
  next_run_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  archived_at timestamp(3) with time zone,
  archived_connection_ids uuid[] DEFAULT ARRAY[]::uuid[]
);
CREATE TABLE session_organizations (
  organization_id uuid NOT NULL,
  session_id uuid NOT NULL,
  member_id uuid NOT NULL,
  how text NOT NULL,
  at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  revoked_at timestamp(3) with time zone,
  last_seen_at timestamp(3) with time zone,
  sso_connection_id uuid,
  sso_proved_at timestamp(3) with time zone
);
CREATE TABLE sessions (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  proved_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamp(3) with time zone NOT NULL,
  revoked_at timestamp(3) with time zone,
  address text,
  agent text,
  how text NOT NULL DEFAULT 'link'::text
);
CREATE TABLE shares (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  resource_id uuid NOT NULL,
  member_id uuid,
  team_id uuid,
  level share_level NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE sign_in_links (
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  person_id uuid NOT NULL,
  token_hash bytea NOT NULL,
  code_hash bytea NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  expires_at timestamp(3) with time zone NOT NULL,
  used_at timestamp(3) with time zone
);
CREATE TABLE sso_connections (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  name text NOT NULL,
  issuer text NOT NULL,
  client_id text NOT NULL,
  client_secret_box bytea,
  tried_at timestamp(3) with time zone,
  enforced_at timestamp(3) with time zone,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  changed_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  removed_at timestamp(3) with time zone,
  refused integer NOT NULL DEFAULT 0,
  refused_since timestamp(3) with time zone
);
CREATE TABLE sso_emergencies (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  member_id uuid NOT NULL,
  at timestamp(3) with time zone NOT NULL,
  claimed_until timestamp(3) with time zone,
  told_at timestamp(3) with time zone
);
CREATE TABLE sso_identities (
  organization_id uuid NOT NULL,
  sso_connection_id uuid NOT NULL,
  subject text NOT NULL,
  member_id uuid NOT NULL,
  bound_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE sso_sign_ins (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  sso_connection_id uuid NOT NULL,
  state_hash bytea NOT NULL,
  browser_hash bytea NOT NULL,
  proof_box bytea NOT NULL,
  fresh boolean NOT NULL,
  expires_at timestamp(3) with time zone NOT NULL
);
CREATE TABLE team_members (
  organization_id uuid NOT NULL,
  team_id uuid NOT NULL,
  member_id uuid NOT NULL,
  role team_role NOT NULL DEFAULT 'member'::team_role,
  since timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE TABLE teams (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  name text NOT NULL,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  archived_at timestamp(3) with time zone
);
CREATE TABLE webhook_attempts (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  sequence bigint,
  at timestamp(3) with time zone NOT NULL,
  took_ms integer NOT NULL,
  response_status integer,
  failure text,
  excerpt text
);
CREATE TABLE webhook_deliveries (
  organization_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  sequence bigint NOT NULL,
  status webhook_delivery_status NOT NULL,
  attempts integer NOT NULL DEFAULT 0,
  first_at timestamp(3) with time zone NOT NULL,
  last_at timestamp(3) with time zone NOT NULL,
  response_status integer,
  failure text
);
CREATE TABLE webhook_positions (
  organization_id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  sequence bigint NOT NULL,
  open boolean NOT NULL DEFAULT true,
  due_at timestamp(3) with time zone NOT NULL,
  retrying boolean NOT NULL DEFAULT false,
  failing_since timestamp(3) with time zone,
  tries integer NOT NULL DEFAULT 0,
  gave_up boolean NOT NULL DEFAULT false,
  lease uuid
);
CREATE TABLE webhook_secrets (
  organization_id uuid NOT NULL,
  id uuid NOT NULL,
  webhook_id uuid NOT NULL,
  secret_box bytea NOT NULL,
  shown_to_id uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  ends_at timestamp(3) with time zone
);
CREATE TABLE webhooks (
  organization_id uuid NOT NULL,
  id uuid NOT NULL DEFAULT gen_random_uuid(),
  url text NOT NULL,
  description text NOT NULL,
  event_types text[],
  status webhook_status NOT NULL DEFAULT 'enabled'::webhook_status,
  addressed_by_id uuid,
  created_at timestamp(3) with time zone NOT NULL DEFAULT CURRENT_TIMESTAMP,
  disabled_at timestamp(3) with time zone,
  disabled_because text
);

-- constraints
ALTER TABLE affiliations ADD CONSTRAINT affiliation_of_status CHECK (
CASE status
    WHEN 'offered'::affiliation_status THEN ((code_hash IS NOT NULL) AND (expires_at IS NOT NULL) AND (offered_by_id IS NOT NULL) AND (other_organization_id IS NULL))
    WHEN 'agreed'::affiliation_status THEN ((code_hash IS NULL) AND (other_organization_id IS NOT NULL) AND (other_name IS NOT NULL))
    ELSE (code_hash IS NULL)
END);
ALTER TABLE affiliations ADD CONSTRAINT affiliations_organization_id_offered_by_id_fkey FOREIGN KEY (organization_id, offered_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE affiliations ADD CONSTRAINT affiliations_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE approval_approvers ADD CONSTRAINT approval_approvers_organization_id_approval_id_fkey FOREIGN KEY (organization_id, approval_id) REFERENCES approvals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE approval_approvers ADD CONSTRAINT approval_approvers_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE approval_approvers ADD CONSTRAINT approval_approvers_pkey PRIMARY KEY (organization_id, approval_id, stage, member_id);
ALTER TABLE approval_decisions ADD CONSTRAINT approval_decisions_organization_id_approval_id_fkey FOREIGN KEY (organization_id, approval_id) REFERENCES approvals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE approval_decisions ADD CONSTRAINT approval_decisions_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE approval_decisions ADD CONSTRAINT approval_decisions_pkey PRIMARY KEY (organization_id, approval_id, stage, member_id);
ALTER TABLE approvals ADD CONSTRAINT approvals_organization_id_requested_by_id_fkey FOREIGN KEY (organization_id, requested_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE approvals ADD CONSTRAINT approvals_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE audit_checkpoints ADD CONSTRAINT audit_checkpoints_pkey PRIMARY KEY (organization_id, sequence);
ALTER TABLE audit_entries ADD CONSTRAINT audit_entries_pkey PRIMARY KEY (organization_id, sequence);
ALTER TABLE audit_entries ADD CONSTRAINT body_is_json CHECK ((jsonb_typeof((body)::jsonb) = 'object'::text));
ALTER TABLE audit_heads ADD CONSTRAINT audit_heads_pkey PRIMARY KEY (organization_id);
ALTER TABLE audit_keys ADD CONSTRAINT audit_keys_pkey PRIMARY KEY (organization_id, subject_id);
ALTER TABLE audit_keys ADD CONSTRAINT there_or_destroyed CHECK ((num_nonnulls(box, destroyed_at) = 1));
ALTER TABLE audit_values ADD CONSTRAINT audit_values_pkey PRIMARY KEY (organization_id, commitment);
ALTER TABLE bookmarks ADD CONSTRAINT bookmarks_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE bookmarks ADD CONSTRAINT bookmarks_organization_id_resource_id_fkey FOREIGN KEY (organization_id, resource_id) REFERENCES resources(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE bookmarks ADD CONSTRAINT bookmarks_pkey PRIMARY KEY (organization_id, member_id, resource_id);
ALTER TABLE breaker_allowances ADD CONSTRAINT breaker_allowances_organization_id_allowed_by_id_fkey FOREIGN KEY (organization_id, allowed_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE breaker_allowances ADD CONSTRAINT breaker_allowances_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE caretakers ADD CONSTRAINT caretakers_organization_id_caretaker_id_fkey FOREIGN KEY (organization_id, caretaker_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE caretakers ADD CONSTRAINT caretakers_organization_id_leaver_id_fkey FOREIGN KEY (organization_id, leaver_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE caretakers ADD CONSTRAINT caretakers_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE connection_uses ADD CONSTRAINT connection_uses_organization_id_connection_id_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES connections(organization_id, resource_id) ON DELETE RESTRICT;
ALTER TABLE connection_uses ADD CONSTRAINT connection_uses_organization_id_resource_id_fkey FOREIGN KEY (organization_id, resource_id) REFERENCES resources(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE connection_uses ADD CONSTRAINT connection_uses_pkey PRIMARY KEY (organization_id, resource_id, connection_id);
ALTER TABLE connections ADD CONSTRAINT connections_organization_id_resource_id_fkey FOREIGN KEY (organization_id, resource_id) REFERENCES resources(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE connections ADD CONSTRAINT connections_pkey PRIMARY KEY (organization_id, resource_id);
ALTER TABLE consent_requests ADD CONSTRAINT consent_requests_organization_id_connection_id_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES connections(organization_id, resource_id) ON DELETE RESTRICT;
ALTER TABLE consent_requests ADD CONSTRAINT consent_requests_organization_id_grant_id_fkey FOREIGN KEY (organization_id, grant_id) REFERENCES grants(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE consent_requests ADD CONSTRAINT consent_requests_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE consent_requests ADD CONSTRAINT consent_requests_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE credentials ADD CONSTRAINT credential_of_kind CHECK (
CASE kind
    WHEN 'api_key'::credential_kind THEN ((holder_id IS NOT NULL) AND (hash IS NOT NULL) AND (connection_id IS NULL))
    ELSE ((connection_id IS NOT NULL) AND (holder_id IS NULL) AND (hash IS NULL))
END);
ALTER TABLE credentials ADD CONSTRAINT credentials_organization_id_connection_id_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES connections(organization_id, resource_id) ON DELETE RESTRICT;
ALTER TABLE credentials ADD CONSTRAINT credentials_organization_id_created_by_id_fkey FOREIGN KEY (organization_id, created_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE credentials ADD CONSTRAINT credentials_organization_id_holder_id_fkey FOREIGN KEY (organization_id, holder_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE credentials ADD CONSTRAINT credentials_organization_id_successor_id_fkey FOREIGN KEY (organization_id, successor_id) REFERENCES credentials(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE credentials ADD CONSTRAINT credentials_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE credentials ADD CONSTRAINT credentials_rotate_by CHECK (((rotate_by IS NULL) OR (kind = 'connection_secret'::credential_kind)));
ALTER TABLE custom_roles ADD CONSTRAINT custom_roles_organization_id_parent_id_org_role_fkey FOREIGN KEY (organization_id, parent_id, org_role) REFERENCES custom_roles(organization_id, id, org_role) ON DELETE RESTRICT;
ALTER TABLE custom_roles ADD CONSTRAINT custom_roles_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE custom_roles ADD CONSTRAINT not_an_org_role CHECK ((lower(name) <> ALL (ARRAY['viewer'::text, 'member'::text, 'admin'::text])));
ALTER TABLE custom_roles ADD CONSTRAINT sees CHECK (COALESCE(('view'::permission = ANY (permissions)), false));
ALTER TABLE custom_roles ADD CONSTRAINT within_org_role CHECK (((org_role <> 'viewer'::org_role) OR (permissions <@ '{view}'::permission[])));
ALTER TABLE email_domains ADD CONSTRAINT email_domains_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE RESTRICT;
ALTER TABLE email_domains ADD CONSTRAINT email_domains_pkey PRIMARY KEY (organization_id, name);
ALTER TABLE erasures ADD CONSTRAINT erasures_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE erasures ADD CONSTRAINT erasures_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE erasures ADD CONSTRAINT erasures_organization_id_requested_by_id_fkey FOREIGN KEY (organization_id, requested_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE erasures ADD CONSTRAINT erasures_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE events ADD CONSTRAINT events_pkey PRIMARY KEY (organization_id, sequence);
ALTER TABLE evidence_files ADD CONSTRAINT evidence_files_organization_id_follow_up_id_fkey FOREIGN KEY (organization_id, follow_up_id) REFERENCES follow_ups(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE evidence_files ADD CONSTRAINT evidence_files_organization_id_uploaded_by_id_fkey FOREIGN KEY (organization_id, uploaded_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE evidence_files ADD CONSTRAINT evidence_files_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE exposures ADD CONSTRAINT exposures_organization_id_credential_id_fkey FOREIGN KEY (organization_id, credential_id) REFERENCES credentials(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE exposures ADD CONSTRAINT exposures_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE exposures ADD CONSTRAINT exposures_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE follow_ups ADD CONSTRAINT follow_ups_organization_id_attested_by_id_fkey FOREIGN KEY (organization_id, attested_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE follow_ups ADD CONSTRAINT follow_ups_organization_id_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE follow_ups ADD CONSTRAINT follow_ups_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE follow_ups ADD CONSTRAINT follow_ups_organization_id_removal_id_item_key_fkey FOREIGN KEY (organization_id, removal_id, item_key) REFERENCES plan_items(organization_id, removal_id, key) ON DELETE RESTRICT;
ALTER TABLE follow_ups ADD CONSTRAINT follow_ups_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE grants ADD CONSTRAINT grants_organization_id_connection_id_fkey FOREIGN KEY (organization_id, connection_id) REFERENCES connections(organization_id, resource_id) ON DELETE RESTRICT;
ALTER TABLE grants ADD CONSTRAINT grants_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE grants ADD CONSTRAINT grants_organization_id_replaces_id_fkey FOREIGN KEY (organization_id, replaces_id) REFERENCES grants(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE grants ADD CONSTRAINT grants_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE hand_over_declines ADD CONSTRAINT hand_over_declines_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE hand_over_declines ADD CONSTRAINT hand_over_declines_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE hand_over_declines ADD CONSTRAINT hand_over_declines_pkey PRIMARY KEY (organization_id, removal_id, member_id, item_key);
ALTER TABLE hand_over_offers ADD CONSTRAINT hand_over_offers_organization_id_redirected_to_id_fkey FOREIGN KEY (organization_id, redirected_to_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE hand_over_offers ADD CONSTRAINT hand_over_offers_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE hand_over_offers ADD CONSTRAINT hand_over_offers_organization_id_successor_id_fkey FOREIGN KEY (organization_id, successor_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE hand_over_offers ADD CONSTRAINT hand_over_offers_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE idempotency_keys ADD CONSTRAINT idempotency_keys_pkey PRIMARY KEY (organization_id, caller_id, key);
ALTER TABLE identities ADD CONSTRAINT identities_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id) ON DELETE RESTRICT;
ALTER TABLE identities ADD CONSTRAINT identities_pkey PRIMARY KEY (issuer, subject);
ALTER TABLE invitation_teams ADD CONSTRAINT invitation_teams_organization_id_invitation_id_fkey FOREIGN KEY (organization_id, invitation_id) REFERENCES invitations(organization_id, id) ON DELETE CASCADE;
ALTER TABLE invitation_teams ADD CONSTRAINT invitation_teams_organization_id_team_id_fkey FOREIGN KEY (organization_id, team_id) REFERENCES teams(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE invitation_teams ADD CONSTRAINT invitation_teams_pkey PRIMARY KEY (organization_id, invitation_id, team_id);
ALTER TABLE invitations ADD CONSTRAINT invitations_organization_id_custom_role_id_role_fkey FOREIGN KEY (organization_id, custom_role_id, role) REFERENCES custom_roles(organization_id, id, org_role) ON DELETE RESTRICT;
ALTER TABLE invitations ADD CONSTRAINT invitations_organization_id_inviter_id_fkey FOREIGN KEY (organization_id, inviter_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE invitations ADD CONSTRAINT invitations_organization_id_looks_like_id_fkey FOREIGN KEY (organization_id, looks_like_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE invitations ADD CONSTRAINT invitations_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE invitations ADD CONSTRAINT invitations_organization_id_sponsor_id_fkey FOREIGN KEY (organization_id, sponsor_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE invitations ADD CONSTRAINT invitations_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE invitations ADD CONSTRAINT looks_like CHECK (((looks_like = ANY (ARRAY['member'::text, 'email-domain'::text, 'international'::text])) AND ((looks_like_id IS NULL) OR (looks_like = 'member'::text))));
ALTER TABLE key_notices ADD CONSTRAINT key_notices_organization_id_credential_id_fkey FOREIGN KEY (organization_id, credential_id) REFERENCES credentials(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE key_notices ADD CONSTRAINT key_notices_pkey PRIMARY KEY (organization_id, credential_id, kind);
ALTER TABLE key_notices ADD CONSTRAINT kind_of_notice CHECK ((kind = ANY (ARRAY['expiring'::text, 'used-after-end'::text])));
ALTER TABLE leave_asks ADD CONSTRAINT leave_asks_organization_id_affiliation_id_fkey FOREIGN KEY (organization_id, affiliation_id) REFERENCES affiliations(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE leave_asks ADD CONSTRAINT leave_asks_organization_id_leave_id_fkey FOREIGN KEY (organization_id, leave_id) REFERENCES leaves(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE leave_asks ADD CONSTRAINT leave_asks_pkey PRIMARY KEY (organization_id, leave_id, affiliation_id);
ALTER TABLE leave_requests ADD CONSTRAINT leave_requests_organization_id_affiliation_id_fkey FOREIGN KEY (organization_id, affiliation_id) REFERENCES affiliations(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE leave_requests ADD CONSTRAINT leave_requests_organization_id_answered_by_id_fkey FOREIGN KEY (organization_id, answered_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE leave_requests ADD CONSTRAINT leave_requests_pkey PRIMARY KEY (organization_id, leave_id);
ALTER TABLE leaves ADD CONSTRAINT leaves_organization_id_asked_by_id_fkey FOREIGN KEY (organization_id, asked_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE leaves ADD CONSTRAINT leaves_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE mass_removals ADD CONSTRAINT mass_removals_organization_id_cancelled_by_id_fkey FOREIGN KEY (organization_id, cancelled_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE mass_removals ADD CONSTRAINT mass_removals_organization_id_requested_by_id_fkey FOREIGN KEY (organization_id, requested_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE mass_removals ADD CONSTRAINT mass_removals_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE member_terms ADD CONSTRAINT member_terms_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE CASCADE;
ALTER TABLE member_terms ADD CONSTRAINT member_terms_pkey PRIMARY KEY (organization_id, term, kind, member_id);
ALTER TABLE members ADD CONSTRAINT guest_has_sponsor CHECK (((relationship = 'employee'::relationship) OR (status = ANY (ARRAY['deactivated'::member_status, 'removed'::member_status])) OR ((sponsor_id IS NOT NULL) AND (ends_at IS NOT NULL))));
ALTER TABLE members ADD CONSTRAINT legal_hold_has_holder CHECK (((legal_hold_at IS NULL) = (legal_hold_by_id IS NULL)));
ALTER TABLE members ADD CONSTRAINT member_of_kind CHECK (
CASE kind
    WHEN 'service_account'::member_kind THEN ((person_id IS NULL) AND (email IS NULL) AND (status <> 'invited'::member_status))
    ELSE ((NOT caretaker) AND ((person_id IS NOT NULL) OR (status = ANY (ARRAY['invited'::member_status, 'removed'::member_status]))))
END);
ALTER TABLE members ADD CONSTRAINT members_organization_id_custom_role_id_role_fkey FOREIGN KEY (organization_id, custom_role_id, role) REFERENCES custom_roles(organization_id, id, org_role) ON DELETE RESTRICT;
ALTER TABLE members ADD CONSTRAINT members_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES organizations(id) ON DELETE RESTRICT;
ALTER TABLE members ADD CONSTRAINT members_organization_id_legal_hold_by_id_fkey FOREIGN KEY (organization_id, legal_hold_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE members ADD CONSTRAINT members_organization_id_manager_id_fkey FOREIGN KEY (organization_id, manager_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE members ADD CONSTRAINT members_organization_id_sponsor_id_fkey FOREIGN KEY (organization_id, sponsor_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE members ADD CONSTRAINT members_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id) ON DELETE RESTRICT;
ALTER TABLE members ADD CONSTRAINT members_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE notes ADD CONSTRAINT notes_organization_id_author_id_fkey FOREIGN KEY (organization_id, author_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE notes ADD CONSTRAINT notes_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE oauth_clients ADD CONSTRAINT oauth_clients_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE organization_keys ADD CONSTRAINT organization_keys_pkey PRIMARY KEY (organization_id, version);
ALTER TABLE organizations ADD CONSTRAINT organizations_id_billing_contact_id_fkey FOREIGN KEY (id, billing_contact_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE organizations ADD CONSTRAINT organizations_id_custodian_id_fkey FOREIGN KEY (id, custodian_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE organizations ADD CONSTRAINT organizations_pkey PRIMARY KEY (id);
ALTER TABLE person_emails ADD CONSTRAINT person_emails_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id) ON DELETE RESTRICT;
ALTER TABLE person_emails ADD CONSTRAINT person_emails_pkey PRIMARY KEY (id);
ALTER TABLE persons ADD CONSTRAINT persons_pkey PRIMARY KEY (id);
ALTER TABLE plan_items ADD CONSTRAINT plan_items_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE CASCADE;
ALTER TABLE plan_items ADD CONSTRAINT plan_items_organization_id_successor_id_fkey FOREIGN KEY (organization_id, successor_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE plan_items ADD CONSTRAINT plan_items_pkey PRIMARY KEY (organization_id, removal_id, key);
ALTER TABLE receipts ADD CONSTRAINT receipts_pkey PRIMARY KEY (organization_id, key);
ALTER TABLE reinstatement_items ADD CONSTRAINT reinstatement_items_organization_id_receiver_id_fkey FOREIGN KEY (organization_id, receiver_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE reinstatement_items ADD CONSTRAINT reinstatement_items_organization_id_reinstatement_id_fkey FOREIGN KEY (organization_id, reinstatement_id) REFERENCES reinstatements(organization_id, id) ON DELETE CASCADE;
ALTER TABLE reinstatement_items ADD CONSTRAINT reinstatement_items_pkey PRIMARY KEY (organization_id, reinstatement_id, key);
ALTER TABLE reinstatement_steps ADD CONSTRAINT reinstatement_steps_organization_id_reinstatement_id_fkey FOREIGN KEY (organization_id, reinstatement_id) REFERENCES reinstatements(organization_id, id) ON DELETE CASCADE;
ALTER TABLE reinstatement_steps ADD CONSTRAINT reinstatement_steps_pkey PRIMARY KEY (organization_id, reinstatement_id, step);
ALTER TABLE reinstatements ADD CONSTRAINT reinstatements_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE reinstatements ADD CONSTRAINT reinstatements_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE reinstatements ADD CONSTRAINT reinstatements_organization_id_requested_by_id_fkey FOREIGN KEY (organization_id, requested_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE reinstatements ADD CONSTRAINT reinstatements_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE removal_notices ADD CONSTRAINT kind_of_notice CHECK ((kind = 'first-run-refused'::text));
ALTER TABLE removal_notices ADD CONSTRAINT removal_notices_organization_id_receiver_id_fkey FOREIGN KEY (organization_id, receiver_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE removal_notices ADD CONSTRAINT removal_notices_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE removal_notices ADD CONSTRAINT removal_notices_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE removal_steps ADD CONSTRAINT removal_steps_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE CASCADE;
ALTER TABLE removal_steps ADD CONSTRAINT removal_steps_pkey PRIMARY KEY (organization_id, removal_id, step);
ALTER TABLE removal_successors ADD CONSTRAINT item_or_kind CHECK ((num_nonnulls(resource_id, kind) <= 1));
ALTER TABLE removal_successors ADD CONSTRAINT removal_successors_organization_id_removal_id_fkey FOREIGN KEY (organization_id, removal_id) REFERENCES removals(organization_id, id) ON DELETE CASCADE;
ALTER TABLE removal_successors ADD CONSTRAINT removal_successors_organization_id_resource_id_fkey FOREIGN KEY (organization_id, resource_id) REFERENCES resources(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE removal_successors ADD CONSTRAINT removal_successors_organization_id_successor_id_fkey FOREIGN KEY (organization_id, successor_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE removal_successors ADD CONSTRAINT removal_successors_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE removals ADD CONSTRAINT removals_organization_id_mass_removal_id_fkey FOREIGN KEY (organization_id, mass_removal_id) REFERENCES mass_removals(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE removals ADD CONSTRAINT removals_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE removals ADD CONSTRAINT removals_organization_id_requested_by_id_fkey FOREIGN KEY (organization_id, requested_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE removals ADD CONSTRAINT removals_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE resource_kinds ADD CONSTRAINT resource_kinds_pkey PRIMARY KEY (organization_id, name);
ALTER TABLE resources ADD CONSTRAINT one_owner CHECK ((num_nonnulls(owner_id, owner_team_id) = 1));
ALTER TABLE resources ADD CONSTRAINT resources_organization_id_author_id_fkey FOREIGN KEY (organization_id, author_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE resources ADD CONSTRAINT resources_organization_id_kind_fkey FOREIGN KEY (organization_id, kind) REFERENCES resource_kinds(organization_id, name) ON DELETE RESTRICT;
ALTER TABLE resources ADD CONSTRAINT resources_organization_id_owner_id_fkey FOREIGN KEY (organization_id, owner_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE resources ADD CONSTRAINT resources_organization_id_owner_team_id_fkey FOREIGN KEY (organization_id, owner_team_id) REFERENCES teams(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE resources ADD CONSTRAINT resources_organization_id_runs_as_id_fkey FOREIGN KEY (organization_id, runs_as_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE resources ADD CONSTRAINT resources_organization_id_target_id_fkey FOREIGN KEY (organization_id, target_id) REFERENCES resources(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE resources ADD CONSTRAINT resources_organization_id_team_id_fkey FOREIGN KEY (organization_id, team_id) REFERENCES teams(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE resources ADD CONSTRAINT resources_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE session_organizations ADD CONSTRAINT session_organizations_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE session_organizations ADD CONSTRAINT session_organizations_organization_id_sso_connection_id_fkey FOREIGN KEY (organization_id, sso_connection_id) REFERENCES sso_connections(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE session_organizations ADD CONSTRAINT session_organizations_pkey PRIMARY KEY (organization_id, session_id);
ALTER TABLE session_organizations ADD CONSTRAINT session_organizations_session_id_fkey FOREIGN KEY (session_id) REFERENCES sessions(id) ON DELETE CASCADE;
ALTER TABLE session_organizations ADD CONSTRAINT sso_door CHECK (((how = 'sso'::text) = (sso_connection_id IS NOT NULL)));
ALTER TABLE sessions ADD CONSTRAINT sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id) ON DELETE RESTRICT;
ALTER TABLE sessions ADD CONSTRAINT sessions_pkey PRIMARY KEY (id);
ALTER TABLE shares ADD CONSTRAINT one_receiver CHECK ((num_nonnulls(member_id, team_id) = 1));
ALTER TABLE shares ADD CONSTRAINT shares_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE shares ADD CONSTRAINT shares_organization_id_resource_id_fkey FOREIGN KEY (organization_id, resource_id) REFERENCES resources(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE shares ADD CONSTRAINT shares_organization_id_team_id_fkey FOREIGN KEY (organization_id, team_id) REFERENCES teams(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE shares ADD CONSTRAINT shares_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE sign_in_links ADD CONSTRAINT sign_in_links_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id) ON DELETE RESTRICT;
ALTER TABLE sign_in_links ADD CONSTRAINT sign_in_links_pkey PRIMARY KEY (id);
ALTER TABLE sso_connections ADD CONSTRAINT removed_enforces_nothing CHECK (((removed_at IS NULL) OR (enforced_at IS NULL)));
ALTER TABLE sso_connections ADD CONSTRAINT secret_until_removed CHECK (((client_secret_box IS NULL) = (removed_at IS NOT NULL)));
ALTER TABLE sso_connections ADD CONSTRAINT sso_connections_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE sso_emergencies ADD CONSTRAINT sso_emergencies_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE sso_emergencies ADD CONSTRAINT sso_emergencies_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE sso_identities ADD CONSTRAINT sso_identities_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE sso_identities ADD CONSTRAINT sso_identities_organization_id_sso_connection_id_fkey FOREIGN KEY (organization_id, sso_connection_id) REFERENCES sso_connections(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE sso_identities ADD CONSTRAINT sso_identities_pkey PRIMARY KEY (organization_id, sso_connection_id, subject);
ALTER TABLE sso_sign_ins ADD CONSTRAINT sso_sign_ins_organization_id_sso_connection_id_fkey FOREIGN KEY (organization_id, sso_connection_id) REFERENCES sso_connections(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE sso_sign_ins ADD CONSTRAINT sso_sign_ins_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE team_members ADD CONSTRAINT team_members_organization_id_member_id_fkey FOREIGN KEY (organization_id, member_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE team_members ADD CONSTRAINT team_members_organization_id_team_id_fkey FOREIGN KEY (organization_id, team_id) REFERENCES teams(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE team_members ADD CONSTRAINT team_members_pkey PRIMARY KEY (organization_id, team_id, member_id);
ALTER TABLE teams ADD CONSTRAINT teams_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE webhook_attempts ADD CONSTRAINT webhook_attempts_organization_id_webhook_id_fkey FOREIGN KEY (organization_id, webhook_id) REFERENCES webhooks(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE webhook_attempts ADD CONSTRAINT webhook_attempts_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_organization_id_webhook_id_fkey FOREIGN KEY (organization_id, webhook_id) REFERENCES webhooks(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE webhook_deliveries ADD CONSTRAINT webhook_deliveries_pkey PRIMARY KEY (organization_id, webhook_id, sequence);
ALTER TABLE webhook_positions ADD CONSTRAINT webhook_positions_organization_id_webhook_id_fkey FOREIGN KEY (organization_id, webhook_id) REFERENCES webhooks(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE webhook_positions ADD CONSTRAINT webhook_positions_pkey PRIMARY KEY (organization_id, webhook_id);
ALTER TABLE webhook_secrets ADD CONSTRAINT webhook_secrets_organization_id_shown_to_id_fkey FOREIGN KEY (organization_id, shown_to_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE webhook_secrets ADD CONSTRAINT webhook_secrets_organization_id_webhook_id_fkey FOREIGN KEY (organization_id, webhook_id) REFERENCES webhooks(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE webhook_secrets ADD CONSTRAINT webhook_secrets_pkey PRIMARY KEY (organization_id, id);
ALTER TABLE webhooks ADD CONSTRAINT webhooks_organization_id_addressed_by_id_fkey FOREIGN KEY (organization_id, addressed_by_id) REFERENCES members(organization_id, id) ON DELETE RESTRICT;
ALTER TABLE webhooks ADD CONSTRAINT webhooks_pkey PRIMARY KEY (organization_id, id);

-- indexes
CREATE INDEX affiliations_organization_id_created_at_id_idx ON public.affiliations USING btree (organization_id, created_at, id);
CREATE INDEX affiliations_organization_id_offered_by_id_idx ON public.affiliations USING btree (organization_id, offered_by_id);
CREATE UNIQUE INDEX one_affiliation ON public.affiliations USING btree (organization_id, other_organization_id) WHERE (status = 'agreed'::affiliation_status);
CREATE UNIQUE INDEX one_parent ON public.affiliations USING btree (organization_id) WHERE ((other = 'parent'::affiliation_side) AND (status = 'agreed'::affiliation_status));
CREATE INDEX approval_approvers_organization_id_member_id_idx ON public.approval_approvers USING btree (organization_id, member_id);
CREATE INDEX approval_decisions_organization_id_member_id_idx ON public.approval_decisions USING btree (organization_id, member_id);
CREATE INDEX approvals_organization_id_requested_by_id_idx ON public.approvals USING btree (organization_id, requested_by_id);
CREATE INDEX approvals_organization_id_status_created_at_id_idx ON public.approvals USING btree (organization_id, status, created_at, id);
CREATE INDEX approvals_organization_id_subject_subject_id_idx ON public.approvals USING btree (organization_id, subject, subject_id);
CREATE INDEX audit_entries_organization_id_action_sequence_idx ON public.audit_entries USING btree (organization_id, action, sequence);
CREATE INDEX audit_entries_organization_id_actor_id_sequence_idx ON public.audit_entries USING btree (organization_id, actor_id, sequence);
CREATE INDEX audit_entries_organization_id_at_sequence_idx ON public.audit_entries USING btree (organization_id, at, sequence);
CREATE INDEX audit_entries_organization_id_noun_sequence_idx ON public.audit_entries USING btree (organization_id, noun, sequence);
CREATE INDEX audit_entries_organization_id_object_id_sequence_idx ON public.audit_entries USING btree (organization_id, object_id, sequence);
CREATE INDEX audit_entries_organization_id_object_sequence_idx ON public.audit_entries USING btree (organization_id, object, sequence);
CREATE INDEX audit_values_organization_id_at_idx ON public.audit_values USING btree (organization_id, at);
CREATE INDEX bookmarks_organization_id_resource_id_idx ON public.bookmarks USING btree (organization_id, resource_id);
CREATE INDEX breaker_allowances_organization_id_allowed_by_id_idx ON public.breaker_allowances USING btree (organization_id, allowed_by_id);
CREATE INDEX breaker_allowances_organization_id_expires_at_idx ON public.breaker_allowances USING btree (organization_id, expires_at);
CREATE INDEX caretakers_ended_at_told_at_until_idx ON public.caretakers USING btree (ended_at, told_at, until);
CREATE INDEX caretakers_organization_id_caretaker_id_idx ON public.caretakers USING btree (organization_id, caretaker_id);
CREATE INDEX caretakers_organization_id_leaver_id_idx ON public.caretakers USING btree (organization_id, leaver_id);
CREATE UNIQUE INDEX one_open_caretaking ON public.caretakers USING btree (organization_id, leaver_id) WHERE (ended_at IS NULL);
CREATE INDEX connection_uses_organization_id_connection_id_idx ON public.connection_uses USING btree (organization_id, connection_id);
CREATE INDEX consent_requests_organization_id_connection_id_asked_at_id_idx ON public.consent_requests USING btree (organization_id, connection_id, asked_at, id);
CREATE INDEX consent_requests_organization_id_grant_id_idx ON public.consent_requests USING btree (organization_id, grant_id);
CREATE INDEX consent_requests_organization_id_member_id_idx ON public.consent_requests USING btree (organization_id, member_id);
CREATE UNIQUE INDEX consent_requests_organization_id_state_hash_key ON public.consent_requests USING btree (organization_id, state_hash);
CREATE INDEX credentials_organization_id_connection_id_idx ON public.credentials USING btree (organization_id, connection_id);
CREATE INDEX credentials_organization_id_created_by_id_idx ON public.credentials USING btree (organization_id, created_by_id);
CREATE UNIQUE INDEX credentials_organization_id_hash_key ON public.credentials USING btree (organization_id, hash);
CREATE INDEX credentials_organization_id_holder_id_idx ON public.credentials USING btree (organization_id, holder_id);
CREATE INDEX credentials_organization_id_kind_created_at_id_idx ON public.credentials USING btree (organization_id, kind, created_at, id);
CREATE INDEX credentials_organization_id_successor_id_idx ON public.credentials USING btree (organization_id, successor_id);
CREATE UNIQUE INDEX custom_role_name ON public.custom_roles USING btree (organization_id, lower(name)) WHERE (archived_at IS NULL);
CREATE UNIQUE INDEX custom_roles_organization_id_id_org_role_key ON public.custom_roles USING btree (organization_id, id, org_role);
CREATE INDEX custom_roles_organization_id_parent_id_org_role_idx ON public.custom_roles USING btree (organization_id, parent_id, org_role);
CREATE INDEX erasures_organization_id_created_at_id_idx ON public.erasures USING btree (organization_id, created_at, id);
CREATE INDEX erasures_organization_id_member_id_idx ON public.erasures USING btree (organization_id, member_id);
CREATE INDEX erasures_organization_id_removal_id_idx ON public.erasures USING btree (organization_id, removal_id);
CREATE INDEX erasures_organization_id_requested_by_id_idx ON public.erasures USING btree (organization_id, requested_by_id);
CREATE UNIQUE INDEX one_open_erasure ON public.erasures USING btree (organization_id, member_id) WHERE (status = ANY (ARRAY['awaiting_approval'::erasure_status, 'waiting'::erasure_status, 'held'::erasure_status]));
CREATE INDEX events_organization_id_object_object_id_sequence_idx ON public.events USING btree (organization_id, object, object_id, sequence);
CREATE INDEX evidence_files_organization_id_follow_up_id_idx ON public.evidence_files USING btree (organization_id, follow_up_id);
CREATE INDEX evidence_files_organization_id_uploaded_by_id_idx ON public.evidence_files USING btree (organization_id, uploaded_by_id);
CREATE INDEX exposures_organization_id_credential_id_idx ON public.exposures USING btree (organization_id, credential_id);
CREATE INDEX exposures_organization_id_member_id_idx ON public.exposures USING btree (organization_id, member_id);
CREATE UNIQUE INDEX one_open_exposure ON public.exposures USING btree (organization_id, credential_id, member_id, how) WHERE (until IS NULL);
CREATE INDEX follow_ups_organization_id_attested_by_id_idx ON public.follow_ups USING btree (organization_id, attested_by_id);
CREATE INDEX follow_ups_organization_id_owner_id_status_idx ON public.follow_ups USING btree (organization_id, owner_id, status);
CREATE UNIQUE INDEX follow_ups_organization_id_removal_id_item_key_key ON public.follow_ups USING btree (organization_id, removal_id, item_key);
CREATE INDEX grant_shadows ON public.grants USING btree (created_at) WHERE (status = 'shadow'::grant_status);
CREATE INDEX grants_organization_id_connection_id_idx ON public.grants USING btree (organization_id, connection_id);
CREATE INDEX grants_organization_id_member_id_idx ON public.grants USING btree (organization_id, member_id);
CREATE INDEX grants_organization_id_replaces_id_idx ON public.grants USING btree (organization_id, replaces_id);
CREATE UNIQUE INDEX one_active_grant ON public.grants USING btree (organization_id, connection_id, status) WHERE (status = ANY (ARRAY['active'::grant_status, 'shadow'::grant_status]));
CREATE INDEX hand_over_declines_organization_id_member_id_idx ON public.hand_over_declines USING btree (organization_id, member_id);
CREATE INDEX hand_over_offers_organization_id_offered_at_id_idx ON public.hand_over_offers USING btree (organization_id, offered_at, id);
CREATE INDEX hand_over_offers_organization_id_redirected_to_id_idx ON public.hand_over_offers USING btree (organization_id, redirected_to_id);
CREATE UNIQUE INDEX hand_over_offers_organization_id_removal_id_successor_id_key ON public.hand_over_offers USING btree (organization_id, removal_id, successor_id);
CREATE INDEX hand_over_offers_organization_id_successor_id_offered_at_id_idx ON public.hand_over_offers USING btree (organization_id, successor_id, offered_at, id);
CREATE INDEX idempotency_keys_organization_id_created_at_idx ON public.idempotency_keys USING btree (organization_id, created_at);
CREATE INDEX identities_person_id_idx ON public.identities USING btree (person_id);
CREATE INDEX invitation_teams_organization_id_team_id_idx ON public.invitation_teams USING btree (organization_id, team_id);
CREATE INDEX invitations_organization_id_custom_role_id_role_idx ON public.invitations USING btree (organization_id, custom_role_id, role);
CREATE INDEX invitations_organization_id_email_idx ON public.invitations USING btree (organization_id, email);
CREATE INDEX invitations_organization_id_inviter_id_idx ON public.invitations USING btree (organization_id, inviter_id);
CREATE INDEX invitations_organization_id_looks_like_id_idx ON public.invitations USING btree (organization_id, looks_like_id);
CREATE INDEX invitations_organization_id_member_id_idx ON public.invitations USING btree (organization_id, member_id);
CREATE INDEX invitations_organization_id_sponsor_id_idx ON public.invitations USING btree (organization_id, sponsor_id);
CREATE INDEX invitations_organization_id_status_created_at_id_idx ON public.invitations USING btree (organization_id, status, created_at, id);
CREATE UNIQUE INDEX one_open_invitation ON public.invitations USING btree (organization_id, email) WHERE (status = ANY (ARRAY['awaiting_approval'::invitation_status, 'sent'::invitation_status]));
CREATE INDEX key_notices_told_at_due_at_idx ON public.key_notices USING btree (told_at, due_at);
CREATE INDEX leave_answers_to_tell ON public.leave_asks USING btree (answered_at) WHERE (answers > answers_told);
CREATE INDEX leave_asks_organization_id_affiliation_id_idx ON public.leave_asks USING btree (organization_id, affiliation_id);
CREATE INDEX leave_requests_organization_id_affiliation_id_idx ON public.leave_requests USING btree (organization_id, affiliation_id);
CREATE INDEX leave_requests_organization_id_answered_by_id_idx ON public.leave_requests USING btree (organization_id, answered_by_id);
CREATE INDEX leave_requests_organization_id_asked_at_leave_id_idx ON public.leave_requests USING btree (organization_id, asked_at, leave_id);
CREATE INDEX leave_requests_organization_id_email_idx ON public.leave_requests USING btree (organization_id, email);
CREATE INDEX leave_requests_to_tell ON public.leave_requests USING btree (asked_at) WHERE (notice IS NOT NULL);
CREATE INDEX leaves_organization_id_asked_by_id_idx ON public.leaves USING btree (organization_id, asked_by_id);
CREATE INDEX leaves_organization_id_created_at_id_idx ON public.leaves USING btree (organization_id, created_at, id);
CREATE INDEX leaves_organization_id_email_idx ON public.leaves USING btree (organization_id, email);
CREATE INDEX mass_removals_organization_id_cancelled_by_id_idx ON public.mass_removals USING btree (organization_id, cancelled_by_id);
CREATE INDEX mass_removals_organization_id_created_at_id_idx ON public.mass_removals USING btree (organization_id, created_at, id);
CREATE INDEX mass_removals_organization_id_requested_by_id_idx ON public.mass_removals USING btree (organization_id, requested_by_id);
CREATE INDEX member_terms_organization_id_member_id_idx ON public.member_terms USING btree (organization_id, member_id);
CREATE INDEX active_admins ON public.members USING btree (organization_id) WHERE ((kind = 'person'::member_kind) AND (status = 'active'::member_status) AND (role = 'admin'::org_role));
CREATE INDEX admins ON public.members USING btree (organization_id) WHERE (role = 'admin'::org_role);
CREATE INDEX members_active_by_name ON public.members USING btree (organization_id, name, id) WHERE (status = 'active'::member_status);
CREATE INDEX members_active_newest ON public.members USING btree (organization_id, created_at, id) WHERE (status = 'active'::member_status);
CREATE INDEX members_admin_role_by_name ON public.members USING btree (organization_id, name, id) WHERE (role = 'admin'::org_role);
CREATE INDEX members_contractor_by_name ON public.members USING btree (organization_id, name, id) WHERE (relationship = 'contractor'::relationship);
CREATE INDEX members_deactivated_by_name ON public.members USING btree (organization_id, name, id) WHERE (status = 'deactivated'::member_status);
CREATE INDEX members_deactivated_newest ON public.members USING btree (organization_id, created_at, id) WHERE (status = 'deactivated'::member_status);
CREATE INDEX members_employee_by_name ON public.members USING btree (organization_id, name, id) WHERE (relationship = 'employee'::relationship);
CREATE INDEX members_guest_by_name ON public.members USING btree (organization_id, name, id) WHERE (relationship = 'guest'::relationship);
CREATE INDEX members_invited_by_name ON public.members USING btree (organization_id, name, id) WHERE (status = 'invited'::member_status);
CREATE INDEX members_invited_newest ON public.members USING btree (organization_id, created_at, id) WHERE (status = 'invited'::member_status);
CREATE INDEX members_member_role_by_name ON public.members USING btree (organization_id, name, id) WHERE (role = 'member'::org_role);
CREATE INDEX members_organization_id_created_at_id_idx ON public.members USING btree (organization_id, created_at, id);
CREATE INDEX members_organization_id_custom_role_id_role_idx ON public.members USING btree (organization_id, custom_role_id, role);
CREATE INDEX members_organization_id_email_idx ON public.members USING btree (organization_id, email);
CREATE INDEX members_organization_id_legal_hold_by_id_idx ON public.members USING btree (organization_id, legal_hold_by_id);
CREATE INDEX members_organization_id_manager_id_idx ON public.members USING btree (organization_id, manager_id);
CREATE INDEX members_organization_id_name_id_idx ON public.members USING btree (organization_id, name, id);
CREATE UNIQUE INDEX members_organization_id_person_id_key ON public.members USING btree (organization_id, person_id);
CREATE INDEX members_organization_id_sponsor_id_idx ON public.members USING btree (organization_id, sponsor_id);
CREATE INDEX members_person_id_idx ON public.members USING btree (person_id);
CREATE INDEX members_removed_by_name ON public.members USING btree (organization_id, name, id) WHERE (status = 'removed'::member_status);
CREATE INDEX members_removed_newest ON public.members USING btree (organization_id, created_at, id) WHERE (status = 'removed'::member_status);
CREATE INDEX members_suspended_by_name ON public.members USING btree (organization_id, name, id) WHERE (status = 'suspended'::member_status);
CREATE INDEX members_suspended_newest ON public.members USING btree (organization_id, created_at, id) WHERE (status = 'suspended'::member_status);
CREATE INDEX members_viewer_role_by_name ON public.members USING btree (organization_id, name, id) WHERE (role = 'viewer'::org_role);
CREATE UNIQUE INDEX one_caretaker ON public.members USING btree (organization_id) WHERE caretaker;
CREATE UNIQUE INDEX one_member_of_an_address ON public.members USING btree (organization_id, email) WHERE (status = ANY (ARRAY['invited'::member_status, 'active'::member_status, 'suspended'::member_status]));
CREATE UNIQUE INDEX service_account_name ON public.members USING btree (organization_id, lower(name)) WHERE ((kind = 'service_account'::member_kind) AND (status = ANY (ARRAY['active'::member_status, 'suspended'::member_status])));
CREATE INDEX notes_organization_id_author_id_idx ON public.notes USING btree (organization_id, author_id);
CREATE UNIQUE INDEX oauth_clients_organization_id_provider_key ON public.oauth_clients USING btree (organization_id, provider);
CREATE UNIQUE INDEX organizations_slug_key ON public.organizations USING btree (slug);
CREATE UNIQUE INDEX one_holder_of_an_address ON public.person_emails USING btree (email) WHERE (until IS NULL);
CREATE INDEX person_emails_person_id_idx ON public.person_emails USING btree (person_id);
CREATE INDEX awaited_first_run ON public.plan_items USING btree (organization_id, object_id) WHERE ((kind = 'resource-runs-as'::text) AND (first_run_at IS NULL));
CREATE INDEX plan_items_organization_id_removal_id_position_idx ON public.plan_items USING btree (organization_id, removal_id, "position");
CREATE INDEX plan_items_organization_id_removal_id_step_object_id_idx ON public.plan_items USING btree (organization_id, removal_id, step, object_id);
CREATE INDEX plan_items_organization_id_successor_id_idx ON public.plan_items USING btree (organization_id, successor_id);
CREATE INDEX refused_first_run ON public.plan_items USING btree (organization_id, removal_id) WHERE (NOT first_run_allowed);
CREATE INDEX waiting_drift ON public.plan_items USING btree (organization_id, removal_id) WHERE (drift = 'waits'::text);
CREATE INDEX reinstatement_items_organization_id_receiver_id_idx ON public.reinstatement_items USING btree (organization_id, receiver_id);
CREATE INDEX reinstatement_items_organization_id_reinstatement_id_positi_idx ON public.reinstatement_items USING btree (organization_id, reinstatement_id, "position");
CREATE UNIQUE INDEX one_open_reinstatement ON public.reinstatements USING btree (organization_id, member_id) WHERE (status = 'running'::reinstatement_status);
CREATE UNIQUE INDEX one_reinstatement_of_a_removal ON public.reinstatements USING btree (organization_id, removal_id) WHERE (status <> 'draft'::reinstatement_status);
CREATE INDEX reinstatements_organization_id_member_id_idx ON public.reinstatements USING btree (organization_id, member_id);
CREATE INDEX reinstatements_organization_id_removal_id_idx ON public.reinstatements USING btree (organization_id, removal_id);
CREATE INDEX reinstatements_organization_id_requested_by_id_idx ON public.reinstatements USING btree (organization_id, requested_by_id);
CREATE INDEX reinstatements_organization_id_status_created_at_id_idx ON public.reinstatements USING btree (organization_id, status, created_at, id);
CREATE UNIQUE INDEX gathering_notice ON public.removal_notices USING btree (organization_id, removal_id, kind, receiver_id) WHERE (claimed_until IS NULL);
CREATE INDEX removal_notices_organization_id_receiver_id_idx ON public.removal_notices USING btree (organization_id, receiver_id);
CREATE INDEX removal_notices_organization_id_removal_id_idx ON public.removal_notices USING btree (organization_id, removal_id);
CREATE INDEX removal_notices_told_at_due_at_idx ON public.removal_notices USING btree (told_at, due_at);
CREATE UNIQUE INDEX one_choice_of_successor ON public.removal_successors USING btree (organization_id, removal_id, COALESCE((resource_id)::text, kind, ''::text));
CREATE INDEX removal_successors_organization_id_removal_id_idx ON public.removal_successors USING btree (organization_id, removal_id);
CREATE INDEX removal_successors_organization_id_resource_id_idx ON public.removal_successors USING btree (organization_id, resource_id);
CREATE INDEX removal_successors_organization_id_successor_id_idx ON public.removal_successors USING btree (organization_id, successor_id);
CREATE UNIQUE INDEX one_open_removal ON public.removals USING btree (organization_id, member_id) WHERE (status = ANY (ARRAY['planned'::removal_status, 'awaiting_approval'::removal_status, 'waiting'::removal_status, 'running'::removal_status]));
CREATE INDEX removals_organization_id_effective_at_id_idx ON public.removals USING btree (organization_id, effective_at, id);
CREATE INDEX removals_organization_id_leave_id_idx ON public.removals USING btree (organization_id, leave_id);
CREATE INDEX removals_organization_id_mass_removal_id_position_idx ON public.removals USING btree (organization_id, mass_removal_id, "position");
CREATE INDEX removals_organization_id_member_id_idx ON public.removals USING btree (organization_id, member_id);
CREATE INDEX removals_organization_id_requested_by_id_idx ON public.removals USING btree (organization_id, requested_by_id);
CREATE INDEX removals_organization_id_started_at_idx ON public.removals USING btree (organization_id, started_at);
CREATE INDEX removals_organization_id_status_created_at_id_idx ON public.removals USING btree (organization_id, status, created_at, id);
CREATE INDEX resources_organization_id_author_id_idx ON public.resources USING btree (organization_id, author_id);
CREATE INDEX resources_organization_id_created_at_id_idx ON public.resources USING btree (organization_id, created_at, id);
CREATE UNIQUE INDEX resources_organization_id_kind_host_id_key ON public.resources USING btree (organization_id, kind, host_id);
CREATE INDEX resources_organization_id_kind_name_id_idx ON public.resources USING btree (organization_id, kind, name, id);
CREATE INDEX resources_organization_id_name_id_idx ON public.resources USING btree (organization_id, name, id);
CREATE INDEX resources_organization_id_owner_id_id_idx ON public.resources USING btree (organization_id, owner_id, id);
CREATE INDEX resources_organization_id_owner_team_id_idx ON public.resources USING btree (organization_id, owner_team_id);
CREATE INDEX resources_organization_id_runs_as_id_id_idx ON public.resources USING btree (organization_id, runs_as_id, id);
CREATE INDEX resources_organization_id_target_id_idx ON public.resources USING btree (organization_id, target_id);
CREATE INDEX resources_organization_id_team_id_idx ON public.resources USING btree (organization_id, team_id);
CREATE INDEX session_organizations_organization_id_member_id_idx ON public.session_organizations USING btree (organization_id, member_id);
CREATE INDEX session_organizations_organization_id_sso_connection_id_idx ON public.session_organizations USING btree (organization_id, sso_connection_id);
CREATE INDEX session_organizations_session_id_idx ON public.session_organizations USING btree (session_id);
CREATE INDEX sessions_person_id_idx ON public.sessions USING btree (person_id);
CREATE UNIQUE INDEX sessions_token_hash_key ON public.sessions USING btree (token_hash);
CREATE INDEX shares_organization_id_member_id_idx ON public.shares USING btree (organization_id, member_id);
CREATE UNIQUE INDEX shares_organization_id_resource_id_member_id_key ON public.shares USING btree (organization_id, resource_id, member_id);
CREATE UNIQUE INDEX shares_organization_id_resource_id_team_id_key ON public.shares USING btree (organization_id, resource_id, team_id);
CREATE INDEX shares_organization_id_team_id_idx ON public.shares USING btree (organization_id, team_id);
CREATE INDEX sign_in_links_person_id_idx ON public.sign_in_links USING btree (person_id);
CREATE UNIQUE INDEX sign_in_links_token_hash_key ON public.sign_in_links USING btree (token_hash);
CREATE UNIQUE INDEX one_sso_connection ON public.sso_connections USING btree (organization_id) WHERE (removed_at IS NULL);
CREATE INDEX sso_emergencies_organization_id_member_id_idx ON public.sso_emergencies USING btree (organization_id, member_id);
CREATE INDEX sso_emergencies_to_tell ON public.sso_emergencies USING btree (at) WHERE (told_at IS NULL);
CREATE INDEX sso_identities_organization_id_member_id_idx ON public.sso_identities USING btree (organization_id, member_id);
CREATE UNIQUE INDEX sso_identities_organization_id_sso_connection_id_member_id_key ON public.sso_identities USING btree (organization_id, sso_connection_id, member_id);
CREATE INDEX sso_sign_ins_organization_id_expires_at_idx ON public.sso_sign_ins USING btree (organization_id, expires_at);
CREATE INDEX sso_sign_ins_organization_id_sso_connection_id_idx ON public.sso_sign_ins USING btree (organization_id, sso_connection_id);
CREATE UNIQUE INDEX sso_sign_ins_organization_id_state_hash_key ON public.sso_sign_ins USING btree (organization_id, state_hash);
CREATE INDEX team_members_organization_id_member_id_idx ON public.team_members USING btree (organization_id, member_id);
CREATE UNIQUE INDEX team_name ON public.teams USING btree (organization_id, lower(name)) WHERE (archived_at IS NULL);
CREATE INDEX webhook_attempts_organization_id_webhook_id_sequence_at_idx ON public.webhook_attempts USING btree (organization_id, webhook_id, sequence, at);
CREATE INDEX webhook_deliveries_organization_id_webhook_id_status_sequen_idx ON public.webhook_deliveries USING btree (organization_id, webhook_id, status, sequence);
CREATE INDEX webhook_secrets_organization_id_shown_to_id_idx ON public.webhook_secrets USING btree (organization_id, shown_to_id);
CREATE INDEX webhook_secrets_organization_id_webhook_id_idx ON public.webhook_secrets USING btree (organization_id, webhook_id);
CREATE INDEX webhooks_organization_id_addressed_by_id_idx ON public.webhooks USING btree (organization_id, addressed_by_id);
CREATE INDEX webhooks_organization_id_created_at_id_idx ON public.webhooks USING btree (organization_id, created_at, id);

-- row security
ALTER TABLE affiliations ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE approval_approvers ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE approval_decisions ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE approvals ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE audit_checkpoints ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE audit_entries ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE audit_keys ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE audit_values ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE bookmarks ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE breaker_allowances ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE caretakers ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE connection_uses ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE connections ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE consent_requests ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE credentials ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE custom_roles ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE email_domains ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE erasures ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE events ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE evidence_files ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE exposures ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE follow_ups ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE grants ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE hand_over_declines ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE hand_over_offers ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE idempotency_keys ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE identities ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE invitation_teams ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE invitations ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE key_notices ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE leave_asks ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE leave_requests ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE leaves ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE mass_removals ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE member_terms ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE members ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE notes ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE oauth_clients ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE organization_keys ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE organizations ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE person_emails ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE persons ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE plan_items ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE receipts ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE reinstatement_items ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE reinstatement_steps ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE reinstatements ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE removal_notices ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE removal_steps ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE removal_successors ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE removals ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE resource_kinds ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE resources ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE session_organizations ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE sessions ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE shares ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE sign_in_links ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE sso_connections ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE sso_emergencies ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE sso_identities ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE sso_sign_ins ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE team_members ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE teams ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE webhook_attempts ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE webhook_deliveries ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE webhook_positions ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE webhook_secrets ENABLE ROW LEVEL SECURITY, FORCE;
ALTER TABLE webhooks ENABLE ROW LEVEL SECURITY, FORCE;

-- policies
CREATE POLICY organization ON affiliations PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON approval_approvers PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON approval_decisions PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON approvals PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON audit_checkpoints PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON audit_entries PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON audit_heads PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY wake ON audit_heads PERMISSIVE FOR SELECT TO public USING (( SELECT in_wake() AS in_wake));
CREATE POLICY organization ON audit_keys PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON audit_values PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON bookmarks PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON breaker_allowances PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY due ON caretakers PERMISSIVE FOR SELECT TO public USING (((ended_at IS NULL) AND (told_at IS NULL) AND ( SELECT in_caretaker_notices() AS in_caretaker_notices)));
CREATE POLICY organization ON caretakers PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON connection_uses PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON connections PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON consent_requests PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON credentials PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON custom_roles PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON email_domains PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON erasures PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON events PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON evidence_files PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON exposures PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON follow_ups PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON grants PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY shadows ON grants PERMISSIVE FOR SELECT TO public USING (((status = 'shadow'::grant_status) AND ( SELECT in_consent_shadows() AS in_consent_shadows)));
CREATE POLICY organization ON hand_over_declines PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON hand_over_offers PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON idempotency_keys PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY directory ON identities PERMISSIVE FOR ALL TO public USING (( SELECT in_directory() AS in_directory)) WITH CHECK (( SELECT in_directory() AS in_directory));
CREATE POLICY organization ON invitation_teams PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON invitations PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY due ON key_notices PERMISSIVE FOR SELECT TO public USING (( SELECT in_key_notices() AS in_key_notices));
CREATE POLICY organization ON key_notices PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY due ON leave_asks PERMISSIVE FOR SELECT TO public USING (((answers > answers_told) AND ( SELECT in_leave_notices() AS in_leave_notices)));
CREATE POLICY organization ON leave_asks PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY due ON leave_requests PERMISSIVE FOR SELECT TO public USING (((notice IS NOT NULL) AND ( SELECT in_leave_notices() AS in_leave_notices)));
CREATE POLICY organization ON leave_requests PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON leaves PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON mass_removals PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON member_terms PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON members PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY own_memberships ON members PERMISSIVE FOR SELECT TO public USING ((person_id = ( SELECT current_person() AS current_person)));
CREATE POLICY organization ON notes PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON oauth_clients PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON organization_keys PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY rewrapping ON organization_keys PERMISSIVE FOR SELECT TO public USING (( SELECT in_rewrapping() AS in_rewrapping));
CREATE POLICY organization ON organizations PERMISSIVE FOR ALL TO public USING ((id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY own_organizations ON organizations PERMISSIVE FOR SELECT TO public USING (((( SELECT current_person() AS current_person) IS NOT NULL) AND is_own_organization(id)));
CREATE POLICY directory ON person_emails PERMISSIVE FOR ALL TO public USING (( SELECT in_directory() AS in_directory)) WITH CHECK (( SELECT in_directory() AS in_directory));
CREATE POLICY directory ON persons PERMISSIVE FOR ALL TO public USING (( SELECT in_directory() AS in_directory)) WITH CHECK (( SELECT in_directory() AS in_directory));
CREATE POLICY organization ON persons PERMISSIVE FOR SELECT TO public USING ((EXISTS ( SELECT FROM members m WHERE ((m.person_id = persons.id) AND (m.organization_id = ( SELECT current_organization() AS current_organization))))));
CREATE POLICY organization ON plan_items PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON receipts PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON reinstatement_items PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON reinstatement_steps PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON reinstatements PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY due ON removal_notices PERMISSIVE FOR SELECT TO public USING (((told_at IS NULL) AND ( SELECT in_removal_notices() AS in_removal_notices)));
CREATE POLICY organization ON removal_notices PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON removal_steps PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON removal_successors PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON removals PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON resource_kinds PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON resources PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON session_organizations PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY own_doors ON session_organizations PERMISSIVE FOR SELECT TO public USING (((( SELECT current_person() AS current_person) IS NOT NULL) AND (member_id IN ( SELECT members.id FROM members WHERE (members.person_id = ( SELECT current_person() AS current_person))))));
CREATE POLICY directory ON sessions PERMISSIVE FOR ALL TO public USING (( SELECT in_directory() AS in_directory)) WITH CHECK (( SELECT in_directory() AS in_directory));
CREATE POLICY organization ON sessions PERMISSIVE FOR SELECT TO public USING ((EXISTS ( SELECT FROM session_organizations s WHERE ((s.session_id = sessions.id) AND (s.organization_id = ( SELECT current_organization() AS current_organization))))));
CREATE POLICY organization ON shares PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY directory ON sign_in_links PERMISSIVE FOR ALL TO public USING (( SELECT in_directory() AS in_directory)) WITH CHECK (( SELECT in_directory() AS in_directory));
CREATE POLICY organization ON sso_connections PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY own_organizations ON sso_connections PERMISSIVE FOR SELECT TO public USING (((( SELECT current_person() AS current_person) IS NOT NULL) AND (organization_id IN ( SELECT members.organization_id FROM members WHERE (members.person_id = ( SELECT current_person() AS current_person))))));
CREATE POLICY due ON sso_emergencies PERMISSIVE FOR SELECT TO public USING (((told_at IS NULL) AND ( SELECT in_sso_notices() AS in_sso_notices)));
CREATE POLICY organization ON sso_emergencies PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON sso_identities PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON sso_sign_ins PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON team_members PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON teams PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON webhook_attempts PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON webhook_deliveries PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON webhook_positions PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY wake ON webhook_positions PERMISSIVE FOR SELECT TO public USING (( SELECT in_wake() AS in_wake));
CREATE POLICY organization ON webhook_secrets PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));
CREATE POLICY organization ON webhooks PERMISSIVE FOR ALL TO public USING ((organization_id = ( SELECT current_organization() AS current_organization))) WITH CHECK ((organization_id = ( SELECT current_organization() AS current_organization)));

-- triggers
CREATE TRIGGER append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_checkpoints FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(); -- enabled: A
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON public.audit_entries FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(); -- enabled: A
CREATE TRIGGER behind_checkpoint BEFORE DELETE ON public.audit_entries FOR EACH ROW EXECUTE FUNCTION refuse_before_checkpoint(); -- enabled: A
CREATE TRIGGER kept BEFORE DELETE OR TRUNCATE ON public.audit_keys FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(); -- enabled: A
CREATE TRIGGER only_destroyed BEFORE UPDATE ON public.audit_keys FOR EACH ROW EXECUTE FUNCTION refuse_other_than_destruction(); -- enabled: A
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON public.audit_values FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(); -- enabled: A
CREATE CONSTRAINT TRIGGER bounded AFTER INSERT OR UPDATE ON public.custom_roles DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_custom_roles_bounded();
CREATE TRIGGER append_only BEFORE UPDATE OR TRUNCATE ON public.events FOR EACH STATEMENT EXECUTE FUNCTION refuse_change(); -- enabled: A
CREATE TRIGGER behind_checkpoint BEFORE DELETE ON public.events FOR EACH ROW EXECUTE FUNCTION refuse_before_checkpoint(); -- enabled: A
CREATE TRIGGER end_custom_role BEFORE UPDATE OF role ON public.members FOR EACH ROW WHEN (((new.role <> old.role) AND (old.custom_role_id IS NOT NULL))) EXECUTE FUNCTION end_custom_role();
CREATE CONSTRAINT TRIGGER governed AFTER DELETE OR UPDATE OF status, role ON public.members DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_organization_governed();
CREATE TRIGGER only_invited BEFORE DELETE ON public.members FOR EACH ROW EXECUTE FUNCTION refuse_delete_of_member();
CREATE TRIGGER terms_added AFTER INSERT ON public.members REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION add_member_terms();
CREATE TRIGGER terms_changed AFTER UPDATE ON public.members REFERENCING OLD TABLE AS replaced NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION change_member_terms();
CREATE CONSTRAINT TRIGGER governed AFTER INSERT OR UPDATE OF custodian_id, billing_contact_id ON public.organizations DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION keep_organization_governed();

-- functions
CREATE OR REPLACE FUNCTION public.access_facts(org uuid, key_hash bytea, session_hash bytea, verify_hash bytea, questions jsonb)
 RETURNS json
 LANGUAGE plpgsql
 SET enable_seqscan TO 'off'
AS $function$
DECLARE caller json; member json; answers json; organization json; scope text;
BEGIN
  scope := set_config('app.organization', org::text, true);
  SELECT json_build_object('id', o.id, 'status', o.status) INTO organization FROM organizations o WHERE o.id = org;
  caller := CASE WHEN key_hash IS NOT NULL THEN key_facts(org, key_hash) WHEN session_hash IS NOT NULL THEN session_facts(org, session_hash) END;
  member := caller -> 'member';
  answers := CASE jsonb_array_length(questions) WHEN 0 THEN '[]' WHEN 1 THEN json_build_array(question_facts(org, questions -> 0, member))
    ELSE (SELECT json_agg(question_facts(org, q.question, member) ORDER BY q.i) FROM jsonb_array_elements(questions) WITH ORDINALITY AS q(question, i)) END;
  RETURN json_build_object('organization', organization, 'caller', caller,
    'verified', CASE WHEN verify_hash IS NOT NULL THEN key_facts(org, verify_hash) END, 'answers', answers);
END $function$;
CREATE OR REPLACE FUNCTION public.add_member_terms()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO member_terms (organization_id, kind, term, member_id)
    SELECT m.organization_id, t.kind, t.term, m.id FROM added m, terms_of(m.name, m.email) t;
  RETURN NULL;
END $function$;
CREATE OR REPLACE FUNCTION public.audit_step(state bytea, previous bytea, sequence bigint, body text)
 RETURNS bytea
 LANGUAGE plpgsql
 STABLE PARALLEL SAFE
AS $function$ BEGIN RETURN sha256(coalesce(state, previous) || convert_to(sequence::text || E'\n' || body, 'UTF8')); END $function$;
CREATE OR REPLACE FUNCTION public.change_member_terms()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  DELETE FROM member_terms t USING replaced o JOIN changed m ON m.organization_id = o.organization_id AND m.id = o.id
    WHERE t.organization_id = m.organization_id AND t.member_id = m.id AND (o.name, o.email) IS DISTINCT FROM (m.name, m.email);
  INSERT INTO member_terms (organization_id, kind, term, member_id)
    SELECT m.organization_id, t.kind, t.term, m.id
    FROM replaced o JOIN changed m ON m.organization_id = o.organization_id AND m.id = o.id, terms_of(m.name, m.email) t
    WHERE (o.name, o.email) IS DISTINCT FROM (m.name, m.email);
  RETURN NULL;
END $function$;
CREATE OR REPLACE FUNCTION public.connections_of_member(who uuid)
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
AS $function$
  SELECT coalesce(array_agg(DISTINCT r.id), '{}') FROM resources r
  WHERE r.organization_id = (SELECT current_organization()) AND r.kind = 'connection' AND (
    r.owner_id = who
    OR r.owner_team_id IN (SELECT team_id FROM team_members WHERE organization_id = (SELECT current_organization()) AND member_id = who)
    OR r.team_id IN (SELECT team_id FROM team_members WHERE organization_id = (SELECT current_organization()) AND member_id = who)
    OR r.id IN (SELECT resource_id FROM shares WHERE organization_id = (SELECT current_organization()) AND member_id = who)
    OR r.id IN (SELECT s.resource_id FROM shares s JOIN team_members tm ON tm.organization_id = s.organization_id AND tm.team_id = s.team_id
                WHERE s.organization_id = (SELECT current_organization()) AND tm.member_id = who)
    OR r.id IN (SELECT c.connection_id FROM exposures e JOIN credentials c ON c.organization_id = e.organization_id AND c.id = e.credential_id
                WHERE e.organization_id = (SELECT current_organization()) AND e.member_id = who AND e.until IS NULL))
$function$;
CREATE OR REPLACE FUNCTION public.connections_of_team(which uuid)
 RETURNS uuid[]
 LANGUAGE sql
 STABLE
AS $function$
  SELECT coalesce(array_agg(r.id), '{}') FROM resources r
  WHERE r.organization_id = (SELECT current_organization()) AND r.kind = 'connection' AND (
    r.owner_team_id = which OR r.team_id = which
    OR r.id IN (SELECT resource_id FROM shares WHERE organization_id = (SELECT current_organization()) AND team_id = which))
$function$;
CREATE OR REPLACE FUNCTION public.could_reveal(connection_ids uuid[])
 RETURNS TABLE(connection_id uuid, member_id uuid)
 LANGUAGE sql
 STABLE
AS $function$
  SELECT DISTINCT found.connection_id, m.id FROM (
    SELECT r.id AS connection_id, r.owner_id AS member_id FROM resources r
      WHERE r.organization_id = (SELECT current_organization()) AND r.id = ANY(connection_ids) AND r.archived_at IS NULL AND r.owner_id IS NOT NULL
    UNION ALL
    SELECT r.id, tm.member_id FROM resources r
      JOIN team_members tm ON tm.organization_id = r.organization_id AND tm.team_id IN (r.owner_team_id, r.team_id) AND tm.role = 'maintainer'
      JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id AND t.archived_at IS NULL
      WHERE r.organization_id = (SELECT current_organization()) AND r.id = ANY(connection_ids) AND r.archived_at IS NULL
    UNION ALL
    SELECT r.id, s.member_id FROM resources r
      JOIN shares s ON s.organization_id = r.organization_id AND s.resource_id = r.id AND s.level = 'manage' AND s.member_id IS NOT NULL
      WHERE r.organization_id = (SELECT current_organization()) AND r.id = ANY(connection_ids) AND r.archived_at IS NULL
    UNION ALL
    SELECT r.id, tm.member_id FROM resources r
      JOIN shares s ON s.organization_id = r.organization_id AND s.resource_id = r.id AND s.level = 'manage'
      JOIN team_members tm ON tm.organization_id = s.organization_id AND tm.team_id = s.team_id
      JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id AND t.archived_at IS NULL
      WHERE r.organization_id = (SELECT current_organization()) AND r.id = ANY(connection_ids) AND r.archived_at IS NULL
  ) found
  JOIN members m ON m.organization_id = (SELECT current_organization()) AND m.id = found.member_id
    AND m.role IN ('member', 'admin') AND m.status IN ('active', 'suspended')
    AND (m.custom_role_id IS NULL OR EXISTS (SELECT FROM custom_roles c
      WHERE c.organization_id = m.organization_id AND c.id = m.custom_role_id AND 'reveal' = ANY(c.permissions)))
$function$;
CREATE OR REPLACE FUNCTION public.current_organization()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.organization'::text, true), ''::text))::uuid;
CREATE OR REPLACE FUNCTION public.current_person()
 RETURNS uuid
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (NULLIF(current_setting('app.person'::text, true), ''::text))::uuid;
CREATE OR REPLACE FUNCTION public.custom_role_facts(org uuid, custom_role uuid)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
AS $function$
BEGIN
  RETURN (SELECT json_build_object('id', r.id, 'permissions', r.permissions) FROM custom_roles r WHERE r.organization_id = org AND r.id = custom_role);
END $function$;
CREATE OR REPLACE FUNCTION public.drop_audit_entries(most integer)
 RETURNS TABLE(entries bigint, personal bigint)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE org uuid := current_organization(); c audit_checkpoints;
BEGIN
  entries := 0; personal := 0;
  SELECT * INTO c FROM audit_checkpoints WHERE organization_id = org ORDER BY sequence DESC LIMIT 1;
  IF FOUND THEN
    WITH behind AS (SELECT sequence FROM audit_entries WHERE organization_id = org AND sequence <= c.sequence ORDER BY sequence LIMIT most)
    DELETE FROM audit_entries a USING behind b WHERE a.organization_id = org AND a.sequence = b.sequence;
    GET DIAGNOSTICS entries = ROW_COUNT;
    WITH behind AS (SELECT sequence FROM events WHERE organization_id = org AND sequence <= c.sequence ORDER BY sequence LIMIT most)
    DELETE FROM events e USING behind b WHERE e.organization_id = org AND e.sequence = b.sequence;
    IF entries = 0 THEN
      WITH old AS (SELECT commitment FROM audit_values WHERE organization_id = org AND at < c.cutoff - interval '7 days' ORDER BY at LIMIT most)
      DELETE FROM audit_values v USING old WHERE v.organization_id = org AND v.commitment = old.commitment;
      GET DIAGNOSTICS personal = ROW_COUNT;
    END IF;
  END IF;
  RETURN NEXT;
END $function$;
CREATE OR REPLACE FUNCTION public.end_custom_role()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF NEW.custom_role_id IS NOT DISTINCT FROM OLD.custom_role_id THEN NEW.custom_role_id := NULL; END IF;
  RETURN NEW;
END $function$;
CREATE OR REPLACE FUNCTION public.epoch_ms(at timestamp with time zone)
 RETURNS bigint
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN ((EXTRACT(epoch FROM at) * (1000)::numeric))::bigint;
CREATE OR REPLACE FUNCTION public.folded(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN lower(regexp_replace(NORMALIZE($1, NFKD), '[\u0300-\u036f]'::text, ''::text, 'g'::text));
CREATE OR REPLACE FUNCTION public.host_resource(org uuid, of_kind text, its_id text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
AS $function$
BEGIN RETURN (SELECT x.id FROM resources x WHERE x.organization_id = org AND x.kind = of_kind AND x.host_id = its_id); END $function$;
CREATE OR REPLACE FUNCTION public.in_caretaker_notices()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.caretaker_notices'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.in_consent_shadows()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.consent_shadows'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.in_directory()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.directory'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.in_key_notices()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.key_notices'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.in_leave_notices()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.leave_notices'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.in_removal_notices()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.removal_notices'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.in_rewrapping()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.rewrapping'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.in_sso_notices()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.sso_notices'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.in_wake()
 RETURNS boolean
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN (COALESCE(current_setting('app.wake'::text, true), ''::text) = 'on'::text);
CREATE OR REPLACE FUNCTION public.is_own_organization(organization uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
AS $function$
BEGIN RETURN EXISTS (SELECT FROM members WHERE organization_id = organization AND person_id = current_person()); END $function$;
CREATE OR REPLACE FUNCTION public.keep_custom_roles_bounded()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  PERFORM FROM organizations WHERE id = NEW.organization_id FOR NO KEY UPDATE;
  IF EXISTS (
    WITH RECURSIVE up AS (
      SELECT r.id, r.parent_id FROM custom_roles r WHERE r.organization_id = NEW.organization_id AND r.id = NEW.id
      UNION ALL SELECT r.id, r.parent_id FROM up JOIN custom_roles r ON r.organization_id = NEW.organization_id AND r.id = up.parent_id
    ) CYCLE id SET circle USING walked SELECT FROM up WHERE circle) THEN
    RAISE EXCEPTION 'custom-role-cycle' USING ERRCODE = 'DW010', DETAIL = NEW.id;
  END IF;
  IF EXISTS (SELECT FROM custom_roles r JOIN custom_roles p ON p.organization_id = r.organization_id AND p.id = r.parent_id
      WHERE r.organization_id = NEW.organization_id AND NEW.id IN (r.id, p.id) AND NOT r.permissions <@ p.permissions) THEN
    RAISE EXCEPTION 'above-ceiling' USING ERRCODE = 'DW011', DETAIL = 'what it builds on';
  END IF;
  IF EXISTS (SELECT FROM custom_roles r WHERE r.organization_id = NEW.organization_id AND r.id = NEW.id AND r.archived_at IS NOT NULL)
    AND (EXISTS (SELECT FROM members m WHERE m.organization_id = NEW.organization_id AND m.custom_role_id = NEW.id AND m.status IN ('invited', 'active', 'suspended'))
      OR EXISTS (SELECT FROM invitations i WHERE i.organization_id = NEW.organization_id AND i.custom_role_id = NEW.id AND i.status IN ('awaiting_approval', 'sent'))
      OR EXISTS (SELECT FROM custom_roles r WHERE r.organization_id = NEW.organization_id AND r.parent_id = NEW.id AND r.archived_at IS NULL)) THEN
    RAISE EXCEPTION 'wrong-state' USING ERRCODE = 'DW012', DETAIL = 'custom-role';
  END IF;
  RETURN NULL;
END $function$;
CREATE OR REPLACE FUNCTION public.keep_organization_governed()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
DECLARE org uuid; o organizations; who text;
BEGIN
  org := CASE TG_TABLE_NAME WHEN 'organizations' THEN (to_jsonb(NEW) ->> 'id')::uuid ELSE (to_jsonb(coalesce(NEW, OLD)) ->> 'organization_id')::uuid END;
  who := CASE TG_TABLE_NAME WHEN 'members' THEN to_jsonb(coalesce(NEW, OLD)) ->> 'id' ELSE '' END;
  SELECT * INTO o FROM organizations WHERE id = org FOR NO KEY UPDATE;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND kind = 'person' AND status = 'active' AND role = 'admin') THEN
    RAISE EXCEPTION 'last-admin' USING ERRCODE = 'DW001', DETAIL = who;
  END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = o.custodian_id AND kind = 'person' AND status IN ('active', 'suspended')) THEN
    RAISE EXCEPTION 'no-custodian' USING ERRCODE = 'DW002', DETAIL = who;
  END IF;
  IF NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = o.billing_contact_id AND kind = 'person' AND status IN ('active', 'suspended')) THEN
    RAISE EXCEPTION 'no-billing-contact' USING ERRCODE = 'DW003', DETAIL = who;
  END IF;
  RETURN NULL;
END $function$;
CREATE OR REPLACE FUNCTION public.key_facts(org uuid, key_hash bytea)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
AS $function$
DECLARE c record; custom_role json;
BEGIN
  SELECT k.id, k.scopes, k.expires_at, k.revoked_at, k.successor_id, k.grace_until, m.id AS holder, m.kind, m.role, m.status, m.custom_role_id INTO c
    FROM credentials k JOIN members m ON m.organization_id = k.organization_id AND m.id = k.holder_id
    WHERE k.organization_id = org AND k.hash = key_hash;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF c.custom_role_id IS NOT NULL THEN custom_role := custom_role_facts(org, c.custom_role_id); END IF;
  RETURN json_build_object(
    'member', json_build_object('organizationId', org, 'id', c.holder, 'kind', c.kind, 'role', c.role, 'status', c.status, 'scopes', c.scopes, 'customRole', custom_role),
    'key', json_build_object('credentialId', c.id, 'scopes', c.scopes, 'expiresAt', epoch_ms(c.expires_at), 'revokedAt', epoch_ms(c.revoked_at),
      'rotated', c.successor_id IS NOT NULL, 'graceUntil', epoch_ms(c.grace_until)));
END $function$;
CREATE OR REPLACE FUNCTION public.look_alike(text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE STRICT
RETURN replace(replace(translate(lower($1), '01'::text, 'ol'::text), 'rn'::text, 'm'::text), 'vv'::text, 'w'::text);
CREATE OR REPLACE FUNCTION public.member_facts(org uuid, id uuid, kind member_kind, role org_role, status member_status, custom_role json)
 RETURNS json
 LANGUAGE sql
 STABLE PARALLEL SAFE
RETURN CASE WHEN (id IS NOT NULL) THEN json_build_object('organizationId', org, 'id', id, 'kind', kind, 'role', role, 'status', status, 'customRole', custom_role) ELSE NULL::json END;
CREATE OR REPLACE FUNCTION public.organizations_with_retention(beyond uuid, most integer)
 RETURNS SETOF uuid
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
  SELECT id FROM organizations WHERE policy #>> '{audit,retentionDays}' IS NOT NULL AND (beyond IS NULL OR id > beyond) ORDER BY id LIMIT most
$function$;
CREATE OR REPLACE FUNCTION public.question_facts(org uuid, question jsonb, caller json)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
AS $function$
DECLARE
  automated boolean := question ?| ARRAY['runsAsOf', 'runsAsOfHostId'];
  nothing CONSTANT json := '{"owner": false, "ownerTeam": null, "team": null, "share": null, "teamShares": []}';
  resource uuid; r resources; automation uuid; automation_archived timestamptz; runs_as uuid; target uuid;
  who uuid; who_kind member_kind; who_role org_role; who_status member_status; who_custom uuid; custom_role json; related uuid; member json; caretaking json;
BEGIN
  resource := CASE WHEN question ? 'resource' THEN (question ->> 'resource')::uuid ELSE host_resource(org, question ->> 'kind', question ->> 'hostId') END;
  SELECT x.id, x.kind, x.archived_at, x.owner_id, x.owner_team_id, x.team_id, x.runs_as_id, x.target_id
    INTO r.id, r.kind, r.archived_at, r.owner_id, r.owner_team_id, r.team_id, r.runs_as_id, r.target_id
    FROM resources x WHERE x.organization_id = org AND x.id = resource;
  IF automated THEN
    automation := CASE WHEN question ? 'runsAsOf' THEN (question ->> 'runsAsOf')::uuid
      ELSE host_resource(org, question ->> 'runsAsOfKind', question ->> 'runsAsOfHostId') END;
    SELECT x.id, x.archived_at, x.runs_as_id, x.target_id INTO automation, automation_archived, runs_as, target
      FROM resources x WHERE x.organization_id = org AND x.id = automation;
  END IF;
  IF automated OR question ? 'member' THEN
    SELECT x.id, x.kind, x.role, x.status, x.custom_role_id INTO who, who_kind, who_role, who_status, who_custom FROM members x
      WHERE x.organization_id = org AND x.id = CASE WHEN automated THEN runs_as ELSE (question ->> 'member')::uuid END;
    IF who_custom IS NOT NULL THEN custom_role := custom_role_facts(org, who_custom); END IF;
    member := member_facts(org, who, who_kind, who_role, who_status, custom_role);
    related := CASE WHEN who_status = 'active' THEN who END;
  ELSE
    member := caller;
    related := (caller ->> 'id')::uuid;
  END IF;
  IF automated AND who_status <> 'active' THEN
    SELECT json_build_object('caretaker', member_facts(org, x.id, x.kind, x.role, x.status, NULL), 'until', epoch_ms(c.until)) INTO caretaking
      FROM caretakers c JOIN members x ON x.organization_id = c.organization_id AND x.id = c.caretaker_id
      WHERE c.organization_id = org AND c.leaver_id = who AND c.ended_at IS NULL;
  END IF;
  RETURN json_build_object(
    'member', CASE WHEN NOT automated THEN member END,
    'resource', CASE WHEN r.id IS NOT NULL THEN json_build_object('organizationId', org, 'id', r.id, 'kind', r.kind, 'archived', r.archived_at IS NOT NULL) END,
    'relation', CASE WHEN r.id IS NULL OR related IS NULL THEN nothing ELSE relation_facts(org, r.id, r.owner_id, r.owner_team_id, r.team_id, related) END,
    'automation', CASE WHEN automated THEN json_build_object(
      'resourceId', automation, 'archived', automation IS NULL OR automation_archived IS NOT NULL, 'runsAs', member, 'caretaking', caretaking,
      'isObject', coalesce(automation = r.id, false), 'isTarget', coalesce(target = r.id, false),
      'usesObject', coalesce(r.kind = 'connection', false) AND EXISTS (SELECT FROM connection_uses u
        WHERE u.organization_id = org AND u.connection_id = r.id AND u.resource_id IN (automation, target))) END);
END $function$;
CREATE OR REPLACE FUNCTION public.record_audit_checkpoint(upto bigint, digest bytea, before timestamp with time zone, signed text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE org uuid := current_organization(); earlier bigint;
BEGIN
  PERFORM FROM audit_heads WHERE organization_id = org FOR UPDATE;
  SELECT coalesce(max(c.sequence), 0) INTO earlier FROM audit_checkpoints c WHERE c.organization_id = org;
  IF upto <= earlier THEN RAISE EXCEPTION 'there is a checkpoint at %', earlier USING ERRCODE = 'restrict_violation'; END IF;
  IF before > clock_timestamp() - interval '30 days' THEN RAISE EXCEPTION 'entries are kept for 30 days at least' USING ERRCODE = 'restrict_violation'; END IF;
  IF NOT EXISTS (SELECT FROM audit_entries WHERE organization_id = org AND sequence = upto AND hash = digest AND at < before) THEN
    RAISE EXCEPTION 'the chain has no such entry' USING ERRCODE = 'restrict_violation';
  END IF;
  INSERT INTO audit_checkpoints (organization_id, sequence, hash, cutoff, jws) VALUES (org, upto, digest, before, signed);
END $function$;
CREATE OR REPLACE FUNCTION public.record_changes(bodies text[], happened jsonb[])
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO 'public', 'pg_temp'
AS $function$
DECLARE h audit_heads; n bigint := cardinality(bodies); org uuid := current_organization(); last bytea; actor jsonb; doer uuid; moment timestamptz(3); e jsonb;
BEGIN
  IF org IS NULL THEN RAISE EXCEPTION 'no organization in this transaction' USING ERRCODE = 'insufficient_privilege'; END IF;
  IF n <> cardinality(happened) THEN RAISE EXCEPTION 'each change needs its event' USING ERRCODE = 'invalid_parameter_value'; END IF;
  IF n = 0 THEN RETURN 0; END IF;
  actor := bodies[1]::jsonb -> 'actor';
  doer := coalesce(actor ->> 'memberId', actor ->> 'onBehalfOf');
  SELECT * INTO h FROM audit_heads WHERE organization_id = org FOR UPDATE;
  IF NOT FOUND THEN
    INSERT INTO audit_heads (organization_id) VALUES (org) ON CONFLICT DO NOTHING;
    SELECT * INTO STRICT h FROM audit_heads WHERE organization_id = org FOR UPDATE;
  END IF;
  IF actor ->> 'by' = 'member' AND actor ->> 'through' <> 'mailed-link'
    AND NOT EXISTS (SELECT FROM members WHERE organization_id = org AND id = doer AND status = 'active') THEN
    RAISE EXCEPTION 'not-allowed' USING ERRCODE = 'DW004', DETAIL = bodies[1]::jsonb ->> 'action';
  END IF;
  moment := greatest(clock_timestamp(), h.at);
  IF n = 1 THEN
    e := happened[1];
    last := audit_step(NULL, h.hash, h.sequence + 1, bodies[1]);
    INSERT INTO audit_entries (organization_id, sequence, body, hash, action, object, object_id, actor_id, at)
      VALUES (org, h.sequence + 1, bodies[1], last, e ->> 'type', e ->> 'object', (e ->> 'objectId')::uuid, doer, moment);
    INSERT INTO events (organization_id, sequence, type, object, object_id, at, data)
      VALUES (org, h.sequence + 1, e ->> 'type', e ->> 'object', (e ->> 'objectId')::uuid, (e ->> 'at')::timestamptz, coalesce(e -> 'data', '{}'));
  ELSE
    INSERT INTO audit_entries (organization_id, sequence, body, hash, action, object, object_id, actor_id, at)
      SELECT org, h.sequence + i, b, audit_chain(h.hash, h.sequence + i, b) OVER (ORDER BY i), x ->> 'type', x ->> 'object', (x ->> 'objectId')::uuid,
        doer, moment
      FROM unnest(bodies, happened) WITH ORDINALITY AS u(b, x, i);
    INSERT INTO events (organization_id, sequence, type, object, object_id, at, data)
      SELECT org, h.sequence + i, x ->> 'type', x ->> 'object', (x ->> 'objectId')::uuid, (x ->> 'at')::timestamptz, coalesce(x -> 'data', '{}')
      FROM unnest(happened) WITH ORDINALITY AS u(x, i);
    SELECT hash INTO STRICT last FROM audit_entries WHERE organization_id = org AND sequence = h.sequence + n;
  END IF;
  UPDATE audit_heads SET sequence = h.sequence + n, hash = last, at = moment WHERE organization_id = org;
  RETURN h.sequence + n;
END $function$;
CREATE OR REPLACE FUNCTION public.refuse_before_checkpoint()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.sequence <= (SELECT max(sequence) FROM audit_checkpoints WHERE organization_id = OLD.organization_id) THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'DELETE on % is refused: it is append-only, but for what lies behind a checkpoint', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $function$;
CREATE OR REPLACE FUNCTION public.refuse_change()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN RAISE EXCEPTION '% on % is refused: it is append-only', TG_OP, TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $function$;
CREATE OR REPLACE FUNCTION public.refuse_delete_of_member()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.status <> 'invited' THEN RAISE EXCEPTION 'members are removed, never deleted' USING ERRCODE = 'restrict_violation'; END IF;
  RETURN OLD;
END $function$;
CREATE OR REPLACE FUNCTION public.refuse_other_than_destruction()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  IF OLD.box IS NOT NULL AND NEW.box IS NULL AND (NEW.organization_id, NEW.subject_id) = (OLD.organization_id, OLD.subject_id) THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'a key of the audit can only be destroyed, once' USING ERRCODE = 'restrict_violation';
END $function$;
CREATE OR REPLACE FUNCTION public.relation_facts(org uuid, resource uuid, owner uuid, owner_team uuid, team uuid, who uuid)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
AS $function$
DECLARE by_owner_team json; by_team json; share share_level; team_shares json;
BEGIN
  IF owner = who THEN
    RETURN '{"owner": true, "ownerTeam": null, "team": null, "share": null, "teamShares": []}';
  END IF;
  IF owner_team IS NOT NULL THEN
    SELECT json_build_object('teamId', tm.team_id, 'role', tm.role) INTO by_owner_team
      FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id
      WHERE tm.organization_id = org AND tm.team_id = owner_team AND tm.member_id = who AND t.archived_at IS NULL;
  END IF;
  IF team IS NOT NULL THEN
    SELECT json_build_object('teamId', tm.team_id, 'role', tm.role) INTO by_team
      FROM team_members tm JOIN teams t ON t.organization_id = tm.organization_id AND t.id = tm.team_id
      WHERE tm.organization_id = org AND tm.team_id = team AND tm.member_id = who AND t.archived_at IS NULL;
  END IF;
  SELECT s.level INTO share FROM shares s WHERE s.organization_id = org AND s.resource_id = resource AND s.member_id = who;
  IF EXISTS (SELECT FROM shares s WHERE s.organization_id = org AND s.resource_id = resource AND s.team_id IS NOT NULL) THEN
    SELECT json_agg(json_build_object('teamId', s.team_id, 'level', s.level) ORDER BY s.team_id) INTO team_shares
      FROM shares s JOIN team_members tm ON tm.organization_id = s.organization_id AND tm.team_id = s.team_id AND tm.member_id = who
        JOIN teams t ON t.organization_id = s.organization_id AND t.id = s.team_id
      WHERE s.organization_id = org AND s.resource_id = resource AND s.team_id IS NOT NULL AND t.archived_at IS NULL;
  END IF;
  RETURN json_build_object('owner', false, 'ownerTeam', by_owner_team, 'team', by_team, 'share', share, 'teamShares', coalesce(team_shares, '[]'));
END $function$;
CREATE OR REPLACE FUNCTION public.session_facts(org uuid, session_hash bytea)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
AS $function$
DECLARE s record; custom_role json;
BEGIN
  SELECT x.id, x.revoked_at, d.how, d.revoked_at AS shut_at, m.id AS member, m.kind, m.role, m.status, m.custom_role_id,
      CASE d.how WHEN 'sso' THEN d.sso_proved_at ELSE x.proved_at END AS proved_at,
      CASE d.how WHEN 'emergency' THEN least(x.expires_at, d.at + interval '1 hour') ELSE x.expires_at END AS expires_at INTO s
    FROM sessions x JOIN session_organizations d ON d.organization_id = org AND d.session_id = x.id
      JOIN members m ON m.organization_id = d.organization_id AND m.id = d.member_id
    WHERE x.token_hash = session_hash;
  IF NOT FOUND THEN RETURN NULL; END IF;
  IF s.custom_role_id IS NOT NULL THEN custom_role := custom_role_facts(org, s.custom_role_id); END IF;
  RETURN json_build_object('member', member_facts(org, s.member, s.kind, s.role, s.status, custom_role),
    'session', json_build_object('sessionId', s.id, 'how', s.how, 'expiresAt', epoch_ms(s.expires_at), 'revokedAt', epoch_ms(s.revoked_at),
      'provedAt', epoch_ms(s.proved_at), 'shutAt', epoch_ms(s.shut_at)));
END $function$;
CREATE OR REPLACE FUNCTION public.sync_exposures(connection_ids uuid[], now_is timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE org uuid := current_organization();
BEGIN
  PERFORM FROM connections WHERE organization_id = org AND resource_id = ANY(connection_ids) ORDER BY resource_id FOR NO KEY UPDATE;
  UPDATE exposures e SET until = now_is
    FROM credentials c
    WHERE c.organization_id = org AND c.connection_id = ANY(connection_ids)
      AND e.organization_id = org AND e.credential_id = c.id AND e.how = 'could_reveal' AND e.until IS NULL
      AND (c.revoked_at IS NOT NULL OR NOT EXISTS (SELECT FROM could_reveal(connection_ids) r WHERE r.connection_id = c.connection_id AND r.member_id = e.member_id));
  INSERT INTO exposures (organization_id, credential_id, member_id, how, "from")
    SELECT org, c.id, r.member_id, 'could_reveal', now_is
    FROM could_reveal(connection_ids) r JOIN credentials c ON c.organization_id = org AND c.connection_id = r.connection_id AND c.revoked_at IS NULL
    ON CONFLICT (organization_id, credential_id, member_id, how) WHERE until IS NULL DO NOTHING;
END $function$;
CREATE OR REPLACE FUNCTION public.terms_of(name text, email text)
 RETURNS TABLE(kind member_term_kind, term text)
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  SELECT 'word'::member_term_kind, w FROM regexp_split_to_table(folded(name || ' ' || coalesce(email, '')), '[\s!-/:-@[-`{-~]+') w WHERE w <> ''
  UNION SELECT 'word', folded(email) WHERE email IS NOT NULL
  UNION SELECT 'word', '@' || split_part(folded(email), '@', 2) WHERE email IS NOT NULL
  UNION SELECT 'look_alike', look_alike(email) WHERE email IS NOT NULL
  UNION SELECT 'look_alike', '@' || look_alike(split_part(email, '@', 2)) WHERE email IS NOT NULL
$function$;

-- aggregates
CREATE AGGREGATE audit_chain(previous bytea, sequence bigint, body text) (SFUNC = audit_step, STYPE = bytea);

-- rights of the processes
GRANT INSERT, SELECT, UPDATE ON affiliations TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON approval_approvers TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON approval_decisions TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON approvals TO doorward_runtime;
GRANT SELECT ON audit_checkpoints TO doorward_runtime;
GRANT SELECT ON audit_entries TO doorward_runtime;
GRANT SELECT ON audit_heads TO doorward_runtime;
GRANT INSERT, SELECT ON audit_keys TO doorward_runtime;
GRANT INSERT, SELECT ON audit_values TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON bookmarks TO doorward_runtime;
GRANT INSERT, SELECT ON breaker_allowances TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON caretakers TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON connection_uses TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON connections TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON consent_requests TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON credentials TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON custom_roles TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON email_domains TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON erasures TO doorward_runtime;
GRANT SELECT ON events TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON evidence_files TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON exposures TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON follow_ups TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON grants TO doorward_runtime;
GRANT DELETE, INSERT, SELECT ON hand_over_declines TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON hand_over_offers TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON idempotency_keys TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON identities TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON invitation_teams TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON invitations TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON key_notices TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON leave_asks TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON leave_requests TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON leaves TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON mass_removals TO doorward_runtime;
GRANT DELETE, INSERT, SELECT ON member_terms TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON members TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON notes TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON oauth_clients TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON organization_keys TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON organizations TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON person_emails TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON persons TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON plan_items TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON receipts TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON reinstatement_items TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON reinstatement_steps TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON reinstatements TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON removal_notices TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON removal_steps TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON removal_successors TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON removals TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON resource_kinds TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON resources TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON session_organizations TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON sessions TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON shares TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON sign_in_links TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON sso_connections TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON sso_emergencies TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON sso_identities TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON sso_sign_ins TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON team_members TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON teams TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON webhook_attempts TO doorward_runtime;
GRANT DELETE, INSERT, SELECT, UPDATE ON webhook_deliveries TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON webhook_positions TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON webhook_secrets TO doorward_runtime;
GRANT INSERT, SELECT, UPDATE ON webhooks TO doorward_runtime;

-- functions that not everyone may call
GRANT EXECUTE ON FUNCTION drop_audit_entries(integer) TO doorward_runtime;
GRANT EXECUTE ON FUNCTION organizations_with_retention(uuid,integer) TO doorward_runtime;
GRANT EXECUTE ON FUNCTION record_audit_checkpoint(bigint,bytea,timestamp with time zone,text) TO doorward_runtime;
GRANT EXECUTE ON FUNCTION record_changes(text[],jsonb[]) TO doorward_runtime;
