-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "organization_status" AS ENUM ('active', 'suspended');

-- CreateEnum
CREATE TYPE "org_role" AS ENUM ('viewer', 'member', 'admin');

-- CreateEnum
CREATE TYPE "member_kind" AS ENUM ('person', 'service_account');

-- CreateEnum
CREATE TYPE "member_status" AS ENUM ('invited', 'active', 'suspended', 'deactivated', 'removed');

-- CreateEnum
CREATE TYPE "relationship" AS ENUM ('employee', 'contractor', 'guest');

-- CreateEnum
CREATE TYPE "team_role" AS ENUM ('maintainer', 'member');

-- CreateEnum
CREATE TYPE "share_level" AS ENUM ('view', 'use', 'edit', 'manage');

-- CreateEnum
CREATE TYPE "email_domain_rule" AS ENUM ('claimed', 'guest', 'blocked');

-- CreateEnum
CREATE TYPE "credential_kind" AS ENUM ('api_key', 'connection_secret');

-- CreateEnum
CREATE TYPE "exposure_how" AS ENUM ('created', 'revealed', 'could_reveal');

-- CreateEnum
CREATE TYPE "grant_status" AS ENUM ('active', 'shadow', 'revoked');

-- CreateEnum
CREATE TYPE "invitation_status" AS ENUM ('draft', 'awaiting_approval', 'sent', 'accepted', 'refused', 'expired', 'revoked');

-- CreateEnum
CREATE TYPE "approval_status" AS ENUM ('pending', 'approved', 'refused', 'expired', 'withdrawn');

-- CreateEnum
CREATE TYPE "decision" AS ENUM ('approve', 'refuse');

-- CreateEnum
CREATE TYPE "removal_status" AS ENUM ('draft', 'planned', 'awaiting_approval', 'waiting', 'running', 'completed', 'cancelled');

-- CreateEnum
CREATE TYPE "removal_ending" AS ENUM ('deactivate', 'erase');

-- CreateEnum
CREATE TYPE "step_status" AS ENUM ('pending', 'running', 'blocked', 'done', 'skipped');

-- CreateEnum
CREATE TYPE "plan_item_status" AS ENUM ('pending', 'awaiting_host', 'done', 'skipped', 'not_proven');

-- CreateEnum
CREATE TYPE "follow_up_status" AS ENUM ('open', 'done', 'waived');

-- CreateTable
CREATE TABLE "organizations" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "status" "organization_status" NOT NULL DEFAULT 'active',
    "custodian_id" UUID,
    "billing_contact_id" UUID,
    "policy" JSONB NOT NULL DEFAULT '{}',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organizations_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "organization_keys" (
    "organization_id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "master_key_id" TEXT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "organization_keys_pkey" PRIMARY KEY ("organization_id","version")
);

-- CreateTable
CREATE TABLE "email_domains" (
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "rule" "email_domain_rule" NOT NULL,
    "proved_at" TIMESTAMPTZ(3),

    CONSTRAINT "email_domains_pkey" PRIMARY KEY ("organization_id","name")
);

-- CreateTable
CREATE TABLE "persons" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "persons_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "person_emails" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "person_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "person_emails_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "identities" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "person_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "identities_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "sessions" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "person_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "proved_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "address" TEXT,
    "agent" TEXT,

    CONSTRAINT "sessions_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "session_organizations" (
    "organization_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "how" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "session_organizations_pkey" PRIMARY KEY ("organization_id","session_id")
);

-- CreateTable
CREATE TABLE "sign_in_links" (
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "person_id" UUID NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "code_hash" BYTEA NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "sign_in_links_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "members" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" "member_kind" NOT NULL DEFAULT 'person',
    "person_id" UUID,
    "status" "member_status" NOT NULL,
    "role" "org_role" NOT NULL DEFAULT 'viewer',
    "relationship" "relationship" NOT NULL DEFAULT 'employee',
    "name" TEXT NOT NULL,
    "email" TEXT,
    "sponsor_id" UUID,
    "manager_id" UUID,
    "ends_at" TIMESTAMPTZ(3),
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "purpose" TEXT,
    "caretaker" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "joined_at" TIMESTAMPTZ(3),
    "suspended_at" TIMESTAMPTZ(3),
    "deactivated_at" TIMESTAMPTZ(3),
    "removed_at" TIMESTAMPTZ(3),
    "pseudonym" TEXT,

    CONSTRAINT "members_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "caretakers" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "leaver_id" UUID NOT NULL,
    "caretaker_id" UUID NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "caretakers_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "teams" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "teams_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "team_members" (
    "organization_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "role" "team_role" NOT NULL DEFAULT 'member',
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "team_members_pkey" PRIMARY KEY ("organization_id","team_id","member_id")
);

-- CreateTable
CREATE TABLE "resource_kinds" (
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "handover_url" TEXT,
    "handover_secret_box" BYTEA,

    CONSTRAINT "resource_kinds_pkey" PRIMARY KEY ("organization_id","name")
);

-- CreateTable
CREATE TABLE "resources" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" TEXT NOT NULL,
    "host_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "owner_id" UUID,
    "owner_team_id" UUID,
    "runs_as_id" UUID,
    "author_id" UUID,
    "team_id" UUID,
    "target_id" UUID,
    "every_seconds" INTEGER,
    "next_run_at" TIMESTAMPTZ(3),
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "resources_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "connections" (
    "organization_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "auth" TEXT NOT NULL,

    CONSTRAINT "connections_pkey" PRIMARY KEY ("organization_id","resource_id")
);

-- CreateTable
CREATE TABLE "connection_uses" (
    "organization_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "connection_id" UUID NOT NULL,
    "since" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "connection_uses_pkey" PRIMARY KEY ("organization_id","resource_id","connection_id")
);

-- CreateTable
CREATE TABLE "shares" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "resource_id" UUID NOT NULL,
    "member_id" UUID,
    "team_id" UUID,
    "level" "share_level" NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "shares_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "credentials" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "kind" "credential_kind" NOT NULL,
    "name" TEXT NOT NULL,
    "holder_id" UUID,
    "connection_id" UUID,
    "created_by_id" UUID,
    "version" INTEGER NOT NULL DEFAULT 1,
    "prefix" TEXT,
    "last_four" TEXT,
    "hash" BYTEA,
    "secret_box" BYTEA,
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3),
    "revoked_at" TIMESTAMPTZ(3),
    "successor_id" UUID,
    "grace_until" TIMESTAMPTZ(3),
    "last_used_at" TIMESTAMPTZ(3),
    "last_used_from" TEXT,
    "last_used_agent" TEXT,

    CONSTRAINT "credentials_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "exposures" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "credential_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "how" "exposure_how" NOT NULL,
    "from" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "exposures_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "grants" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "connection_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "provider" TEXT NOT NULL,
    "status" "grant_status" NOT NULL DEFAULT 'active',
    "client_id" TEXT,
    "client_secret_box" BYTEA,
    "token_box" BYTEA,
    "scopes" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "revocation_endpoint" TEXT,
    "token_endpoint" TEXT,
    "human_page" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "grants_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "bookmarks" (
    "organization_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "bookmarks_pkey" PRIMARY KEY ("organization_id","member_id","resource_id")
);

-- CreateTable
CREATE TABLE "invitations" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "status" "invitation_status" NOT NULL DEFAULT 'draft',
    "email" TEXT NOT NULL,
    "name" TEXT,
    "role" "org_role" NOT NULL DEFAULT 'viewer',
    "relationship" "relationship" NOT NULL DEFAULT 'employee',
    "inviter_id" UUID NOT NULL,
    "sponsor_id" UUID,
    "member_id" UUID,
    "reason" TEXT,
    "ends_at" TIMESTAMPTZ(3),
    "version" INTEGER NOT NULL DEFAULT 0,
    "token_hash" BYTEA,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "sent_at" TIMESTAMPTZ(3),
    "expires_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "ended_reason" TEXT,

    CONSTRAINT "invitations_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "invitation_teams" (
    "organization_id" UUID NOT NULL,
    "invitation_id" UUID NOT NULL,
    "team_id" UUID NOT NULL,

    CONSTRAINT "invitation_teams_pkey" PRIMARY KEY ("organization_id","invitation_id","team_id")
);

-- CreateTable
CREATE TABLE "approvals" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "subject" TEXT NOT NULL,
    "subject_id" UUID NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "status" "approval_status" NOT NULL DEFAULT 'pending',
    "stages" JSONB NOT NULL,
    "stage" INTEGER NOT NULL DEFAULT 0,
    "facts_hash" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deadline" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "approvals_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "approval_approvers" (
    "organization_id" UUID NOT NULL,
    "approval_id" UUID NOT NULL,
    "stage" INTEGER NOT NULL,
    "member_id" UUID NOT NULL,

    CONSTRAINT "approval_approvers_pkey" PRIMARY KEY ("organization_id","approval_id","stage","member_id")
);

-- CreateTable
CREATE TABLE "approval_decisions" (
    "organization_id" UUID NOT NULL,
    "approval_id" UUID NOT NULL,
    "stage" INTEGER NOT NULL,
    "member_id" UUID NOT NULL,
    "decision" "decision" NOT NULL,
    "reason" TEXT NOT NULL,
    "facts_hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "approval_decisions_pkey" PRIMARY KEY ("organization_id","approval_id","stage","member_id")
);

-- CreateTable
CREATE TABLE "removals" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "requested_by_id" UUID NOT NULL,
    "status" "removal_status" NOT NULL DEFAULT 'draft',
    "reason" TEXT NOT NULL,
    "for_cause" BOOLEAN NOT NULL DEFAULT false,
    "ending" "removal_ending" NOT NULL DEFAULT 'deactivate',
    "effective_at" TIMESTAMPTZ(3) NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'UTC',
    "plan_hash" TEXT NOT NULL,
    "paused_at" TIMESTAMPTZ(3),
    "adopted_suspension" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "certificate" TEXT,

    CONSTRAINT "removals_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "removal_successors" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL DEFAULT gen_random_uuid(),
    "removal_id" UUID NOT NULL,
    "resource_id" UUID,
    "kind" TEXT,
    "successor_id" UUID NOT NULL,

    CONSTRAINT "removal_successors_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "removal_steps" (
    "organization_id" UUID NOT NULL,
    "removal_id" UUID NOT NULL,
    "step" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "status" "step_status" NOT NULL DEFAULT 'pending',
    "started_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "done" INTEGER NOT NULL DEFAULT 0,
    "total" INTEGER NOT NULL DEFAULT 0,
    "failure" JSONB,
    "blocked_at" TIMESTAMPTZ(3),
    "deadline" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "removal_steps_pkey" PRIMARY KEY ("organization_id","removal_id","step")
);

-- CreateTable
CREATE TABLE "plan_items" (
    "organization_id" UUID NOT NULL,
    "removal_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "object_id" UUID NOT NULL,
    "risk" TEXT NOT NULL,
    "successor_id" UUID,
    "successor_rule" TEXT,
    "facts" JSONB NOT NULL DEFAULT '{}',
    "before" JSONB,
    "status" "plan_item_status" NOT NULL DEFAULT 'pending',
    "reason" TEXT,
    "drift" TEXT,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "plan_items_pkey" PRIMARY KEY ("organization_id","removal_id","key")
);

-- CreateTable
CREATE TABLE "follow_ups" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "removal_id" UUID NOT NULL,
    "item_key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "provider" TEXT,
    "page" TEXT,
    "owner_id" UUID NOT NULL,
    "status" "follow_up_status" NOT NULL DEFAULT 'open',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "reminders" INTEGER NOT NULL DEFAULT 0,
    "reminded_at" TIMESTAMPTZ(3),
    "escalated_at" TIMESTAMPTZ(3),
    "attested_by_id" UUID,
    "attestation" TEXT,
    "evidence" TEXT,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "follow_ups_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "notes" (
    "organization_id" UUID NOT NULL,
    "id" UUID NOT NULL,
    "author_id" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "notes_pkey" PRIMARY KEY ("organization_id","id")
);

-- CreateTable
CREATE TABLE "receipts" (
    "organization_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "result" JSONB NOT NULL DEFAULT 'null',
    "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "receipts_pkey" PRIMARY KEY ("organization_id","key")
);

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "organization_id" UUID NOT NULL,
    "caller_id" UUID NOT NULL,
    "key" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "status" INTEGER,
    "response" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY ("organization_id","caller_id","key")
);

-- CreateTable
CREATE TABLE "audit_heads" (
    "organization_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL DEFAULT 0,
    "hash" BYTEA NOT NULL DEFAULT '\x'::bytea,

    CONSTRAINT "audit_heads_pkey" PRIMARY KEY ("organization_id")
);

-- CreateTable
CREATE TABLE "audit_entries" (
    "organization_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "body" TEXT NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "audit_entries_pkey" PRIMARY KEY ("organization_id","sequence")
);

-- CreateTable
CREATE TABLE "events" (
    "organization_id" UUID NOT NULL,
    "sequence" BIGINT NOT NULL,
    "type" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "object_id" UUID,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "data" JSONB NOT NULL,

    CONSTRAINT "events_pkey" PRIMARY KEY ("organization_id","sequence")
);

-- CreateIndex
CREATE UNIQUE INDEX "organizations_slug_key" ON "organizations"("slug");

-- CreateIndex
CREATE INDEX "person_emails_person_id_idx" ON "person_emails"("person_id");

-- CreateIndex
CREATE INDEX "identities_person_id_idx" ON "identities"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "sessions_token_hash_key" ON "sessions"("token_hash");

-- CreateIndex
CREATE INDEX "sessions_person_id_idx" ON "sessions"("person_id");

-- CreateIndex
CREATE INDEX "session_organizations_organization_id_member_id_idx" ON "session_organizations"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "session_organizations_session_id_idx" ON "session_organizations"("session_id");

-- CreateIndex
CREATE UNIQUE INDEX "sign_in_links_token_hash_key" ON "sign_in_links"("token_hash");

-- CreateIndex
CREATE INDEX "sign_in_links_person_id_idx" ON "sign_in_links"("person_id");

-- CreateIndex
CREATE INDEX "members_organization_id_status_name_id_idx" ON "members"("organization_id", "status", "name", "id");

-- CreateIndex
CREATE INDEX "members_organization_id_email_idx" ON "members"("organization_id", "email");

-- CreateIndex
CREATE INDEX "members_organization_id_sponsor_id_idx" ON "members"("organization_id", "sponsor_id");

-- CreateIndex
CREATE INDEX "members_organization_id_manager_id_idx" ON "members"("organization_id", "manager_id");

-- CreateIndex
CREATE INDEX "members_person_id_idx" ON "members"("person_id");

-- CreateIndex
CREATE UNIQUE INDEX "members_organization_id_person_id_key" ON "members"("organization_id", "person_id");

-- CreateIndex
CREATE INDEX "caretakers_organization_id_leaver_id_idx" ON "caretakers"("organization_id", "leaver_id");

-- CreateIndex
CREATE INDEX "caretakers_organization_id_caretaker_id_idx" ON "caretakers"("organization_id", "caretaker_id");

-- CreateIndex
CREATE INDEX "team_members_organization_id_member_id_idx" ON "team_members"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "resources_organization_id_owner_id_id_idx" ON "resources"("organization_id", "owner_id", "id");

-- CreateIndex
CREATE INDEX "resources_organization_id_runs_as_id_id_idx" ON "resources"("organization_id", "runs_as_id", "id");

-- CreateIndex
CREATE INDEX "resources_organization_id_author_id_idx" ON "resources"("organization_id", "author_id");

-- CreateIndex
CREATE INDEX "resources_organization_id_owner_team_id_idx" ON "resources"("organization_id", "owner_team_id");

-- CreateIndex
CREATE INDEX "resources_organization_id_team_id_idx" ON "resources"("organization_id", "team_id");

-- CreateIndex
CREATE INDEX "resources_organization_id_target_id_idx" ON "resources"("organization_id", "target_id");

-- CreateIndex
CREATE INDEX "resources_organization_id_name_id_idx" ON "resources"("organization_id", "name", "id");

-- CreateIndex
CREATE UNIQUE INDEX "resources_organization_id_kind_host_id_key" ON "resources"("organization_id", "kind", "host_id");

-- CreateIndex
CREATE INDEX "connection_uses_organization_id_connection_id_idx" ON "connection_uses"("organization_id", "connection_id");

-- CreateIndex
CREATE INDEX "shares_organization_id_member_id_idx" ON "shares"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "shares_organization_id_team_id_idx" ON "shares"("organization_id", "team_id");

-- CreateIndex
CREATE UNIQUE INDEX "shares_organization_id_resource_id_member_id_key" ON "shares"("organization_id", "resource_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "shares_organization_id_resource_id_team_id_key" ON "shares"("organization_id", "resource_id", "team_id");

-- CreateIndex
CREATE INDEX "credentials_organization_id_holder_id_idx" ON "credentials"("organization_id", "holder_id");

-- CreateIndex
CREATE INDEX "credentials_organization_id_created_by_id_idx" ON "credentials"("organization_id", "created_by_id");

-- CreateIndex
CREATE INDEX "credentials_organization_id_connection_id_idx" ON "credentials"("organization_id", "connection_id");

-- CreateIndex
CREATE INDEX "credentials_organization_id_successor_id_idx" ON "credentials"("organization_id", "successor_id");

-- CreateIndex
CREATE UNIQUE INDEX "credentials_organization_id_hash_key" ON "credentials"("organization_id", "hash");

-- CreateIndex
CREATE INDEX "exposures_organization_id_credential_id_idx" ON "exposures"("organization_id", "credential_id");

-- CreateIndex
CREATE INDEX "exposures_organization_id_member_id_idx" ON "exposures"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "grants_organization_id_connection_id_idx" ON "grants"("organization_id", "connection_id");

-- CreateIndex
CREATE INDEX "grants_organization_id_member_id_idx" ON "grants"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "bookmarks_organization_id_resource_id_idx" ON "bookmarks"("organization_id", "resource_id");

-- CreateIndex
CREATE INDEX "invitations_organization_id_status_created_at_id_idx" ON "invitations"("organization_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "invitations_organization_id_inviter_id_idx" ON "invitations"("organization_id", "inviter_id");

-- CreateIndex
CREATE INDEX "invitations_organization_id_sponsor_id_idx" ON "invitations"("organization_id", "sponsor_id");

-- CreateIndex
CREATE INDEX "invitations_organization_id_member_id_idx" ON "invitations"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "invitations_organization_id_email_idx" ON "invitations"("organization_id", "email");

-- CreateIndex
CREATE INDEX "invitation_teams_organization_id_team_id_idx" ON "invitation_teams"("organization_id", "team_id");

-- CreateIndex
CREATE INDEX "approvals_organization_id_subject_subject_id_idx" ON "approvals"("organization_id", "subject", "subject_id");

-- CreateIndex
CREATE INDEX "approvals_organization_id_requested_by_id_idx" ON "approvals"("organization_id", "requested_by_id");

-- CreateIndex
CREATE INDEX "approvals_organization_id_status_created_at_id_idx" ON "approvals"("organization_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "approval_approvers_organization_id_member_id_idx" ON "approval_approvers"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "approval_decisions_organization_id_member_id_idx" ON "approval_decisions"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "removals_organization_id_member_id_idx" ON "removals"("organization_id", "member_id");

-- CreateIndex
CREATE INDEX "removals_organization_id_requested_by_id_idx" ON "removals"("organization_id", "requested_by_id");

-- CreateIndex
CREATE INDEX "removals_organization_id_status_created_at_id_idx" ON "removals"("organization_id", "status", "created_at", "id");

-- CreateIndex
CREATE INDEX "removal_successors_organization_id_removal_id_idx" ON "removal_successors"("organization_id", "removal_id");

-- CreateIndex
CREATE INDEX "removal_successors_organization_id_resource_id_idx" ON "removal_successors"("organization_id", "resource_id");

-- CreateIndex
CREATE INDEX "removal_successors_organization_id_successor_id_idx" ON "removal_successors"("organization_id", "successor_id");

-- CreateIndex
CREATE INDEX "plan_items_organization_id_removal_id_step_status_position_idx" ON "plan_items"("organization_id", "removal_id", "step", "status", "position");

-- CreateIndex
CREATE INDEX "plan_items_organization_id_removal_id_position_idx" ON "plan_items"("organization_id", "removal_id", "position");

-- CreateIndex
CREATE INDEX "plan_items_organization_id_successor_id_idx" ON "plan_items"("organization_id", "successor_id");

-- CreateIndex
CREATE INDEX "follow_ups_organization_id_owner_id_status_idx" ON "follow_ups"("organization_id", "owner_id", "status");

-- CreateIndex
CREATE INDEX "follow_ups_organization_id_attested_by_id_idx" ON "follow_ups"("organization_id", "attested_by_id");

-- CreateIndex
CREATE UNIQUE INDEX "follow_ups_organization_id_removal_id_item_key_key" ON "follow_ups"("organization_id", "removal_id", "item_key");

-- CreateIndex
CREATE INDEX "notes_organization_id_author_id_idx" ON "notes"("organization_id", "author_id");

-- CreateIndex
CREATE INDEX "idempotency_keys_organization_id_created_at_idx" ON "idempotency_keys"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "events_organization_id_object_object_id_sequence_idx" ON "events"("organization_id", "object", "object_id", "sequence");

-- AddForeignKey
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_id_custodian_id_fkey" FOREIGN KEY ("id", "custodian_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "organizations" ADD CONSTRAINT "organizations_id_billing_contact_id_fkey" FOREIGN KEY ("id", "billing_contact_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "email_domains" ADD CONSTRAINT "email_domains_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "person_emails" ADD CONSTRAINT "person_emails_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "identities" ADD CONSTRAINT "identities_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "session_organizations" ADD CONSTRAINT "session_organizations_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "session_organizations" ADD CONSTRAINT "session_organizations_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "sign_in_links" ADD CONSTRAINT "sign_in_links_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "organizations"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_person_id_fkey" FOREIGN KEY ("person_id") REFERENCES "persons"("id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_sponsor_id_fkey" FOREIGN KEY ("organization_id", "sponsor_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "members" ADD CONSTRAINT "members_organization_id_manager_id_fkey" FOREIGN KEY ("organization_id", "manager_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "caretakers" ADD CONSTRAINT "caretakers_organization_id_leaver_id_fkey" FOREIGN KEY ("organization_id", "leaver_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "caretakers" ADD CONSTRAINT "caretakers_organization_id_caretaker_id_fkey" FOREIGN KEY ("organization_id", "caretaker_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_organization_id_team_id_fkey" FOREIGN KEY ("organization_id", "team_id") REFERENCES "teams"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "team_members" ADD CONSTRAINT "team_members_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_kind_fkey" FOREIGN KEY ("organization_id", "kind") REFERENCES "resource_kinds"("organization_id", "name") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_owner_id_fkey" FOREIGN KEY ("organization_id", "owner_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_owner_team_id_fkey" FOREIGN KEY ("organization_id", "owner_team_id") REFERENCES "teams"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_runs_as_id_fkey" FOREIGN KEY ("organization_id", "runs_as_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_author_id_fkey" FOREIGN KEY ("organization_id", "author_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_team_id_fkey" FOREIGN KEY ("organization_id", "team_id") REFERENCES "teams"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "resources" ADD CONSTRAINT "resources_organization_id_target_id_fkey" FOREIGN KEY ("organization_id", "target_id") REFERENCES "resources"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "connections" ADD CONSTRAINT "connections_organization_id_resource_id_fkey" FOREIGN KEY ("organization_id", "resource_id") REFERENCES "resources"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "connection_uses" ADD CONSTRAINT "connection_uses_organization_id_resource_id_fkey" FOREIGN KEY ("organization_id", "resource_id") REFERENCES "resources"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "connection_uses" ADD CONSTRAINT "connection_uses_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "resource_id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "shares" ADD CONSTRAINT "shares_organization_id_resource_id_fkey" FOREIGN KEY ("organization_id", "resource_id") REFERENCES "resources"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "shares" ADD CONSTRAINT "shares_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "shares" ADD CONSTRAINT "shares_organization_id_team_id_fkey" FOREIGN KEY ("organization_id", "team_id") REFERENCES "teams"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_organization_id_holder_id_fkey" FOREIGN KEY ("organization_id", "holder_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "resource_id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_organization_id_created_by_id_fkey" FOREIGN KEY ("organization_id", "created_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "credentials" ADD CONSTRAINT "credentials_organization_id_successor_id_fkey" FOREIGN KEY ("organization_id", "successor_id") REFERENCES "credentials"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_organization_id_credential_id_fkey" FOREIGN KEY ("organization_id", "credential_id") REFERENCES "credentials"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "exposures" ADD CONSTRAINT "exposures_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_organization_id_connection_id_fkey" FOREIGN KEY ("organization_id", "connection_id") REFERENCES "connections"("organization_id", "resource_id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "grants" ADD CONSTRAINT "grants_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "bookmarks" ADD CONSTRAINT "bookmarks_organization_id_resource_id_fkey" FOREIGN KEY ("organization_id", "resource_id") REFERENCES "resources"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_inviter_id_fkey" FOREIGN KEY ("organization_id", "inviter_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_sponsor_id_fkey" FOREIGN KEY ("organization_id", "sponsor_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invitation_teams" ADD CONSTRAINT "invitation_teams_organization_id_invitation_id_fkey" FOREIGN KEY ("organization_id", "invitation_id") REFERENCES "invitations"("organization_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "invitation_teams" ADD CONSTRAINT "invitation_teams_organization_id_team_id_fkey" FOREIGN KEY ("organization_id", "team_id") REFERENCES "teams"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approvals" ADD CONSTRAINT "approvals_organization_id_requested_by_id_fkey" FOREIGN KEY ("organization_id", "requested_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approval_approvers" ADD CONSTRAINT "approval_approvers_organization_id_approval_id_fkey" FOREIGN KEY ("organization_id", "approval_id") REFERENCES "approvals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approval_approvers" ADD CONSTRAINT "approval_approvers_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approval_decisions" ADD CONSTRAINT "approval_decisions_organization_id_approval_id_fkey" FOREIGN KEY ("organization_id", "approval_id") REFERENCES "approvals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "approval_decisions" ADD CONSTRAINT "approval_decisions_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "removals" ADD CONSTRAINT "removals_organization_id_member_id_fkey" FOREIGN KEY ("organization_id", "member_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "removals" ADD CONSTRAINT "removals_organization_id_requested_by_id_fkey" FOREIGN KEY ("organization_id", "requested_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "removal_successors" ADD CONSTRAINT "removal_successors_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "removal_successors" ADD CONSTRAINT "removal_successors_organization_id_resource_id_fkey" FOREIGN KEY ("organization_id", "resource_id") REFERENCES "resources"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "removal_successors" ADD CONSTRAINT "removal_successors_organization_id_successor_id_fkey" FOREIGN KEY ("organization_id", "successor_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "removal_steps" ADD CONSTRAINT "removal_steps_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_items" ADD CONSTRAINT "plan_items_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE CASCADE ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "plan_items" ADD CONSTRAINT "plan_items_organization_id_successor_id_fkey" FOREIGN KEY ("organization_id", "successor_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_organization_id_removal_id_fkey" FOREIGN KEY ("organization_id", "removal_id") REFERENCES "removals"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_organization_id_removal_id_item_key_fkey" FOREIGN KEY ("organization_id", "removal_id", "item_key") REFERENCES "plan_items"("organization_id", "removal_id", "key") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_organization_id_owner_id_fkey" FOREIGN KEY ("organization_id", "owner_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "follow_ups" ADD CONSTRAINT "follow_ups_organization_id_attested_by_id_fkey" FOREIGN KEY ("organization_id", "attested_by_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "notes" ADD CONSTRAINT "notes_organization_id_author_id_fkey" FOREIGN KEY ("organization_id", "author_id") REFERENCES "members"("organization_id", "id") ON DELETE RESTRICT ON UPDATE NO ACTION;
