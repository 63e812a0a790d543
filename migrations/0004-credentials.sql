-- What lets a pupil in. A secret that we make is stored as a keyed hash, one that a person chose as Argon2id.
create table credential (
  id uuid primary key,
  pupil_id uuid not null references pupil on delete cascade,
  kind text not null check (kind in ('code', 'words', 'badge', 'password')),
  secret_hash bytea check (octet_length(secret_hash) = 32),
  phc text,
  created_at timestamptz not null,
  expires_at timestamptz,
  used_at timestamptz,
  revoked_at timestamptz,
  check ((secret_hash is null) <> (phc is null))
);
-- The newest replaces the old one: of a kind, only one is alive.
create unique index one_live_credential_per_kind on credential (pupil_id, kind) where revoked_at is null;
create unique index badge_by_token on credential (secret_hash) where kind = 'badge' and revoked_at is null;

alter table credential enable row level security;
create policy platform on credential to leerid_platform using (true) with check (true);
create policy sign_in on credential to leerid_sign_in using (true) with check (true);
create policy enrolled_here on credential for all to leerid_school
  using (exists (select from enrolment e where e.pupil_id = credential.pupil_id and upper_inf(e.during)))
  with check (exists (select from enrolment e where e.pupil_id = credential.pupil_id and upper_inf(e.during)));

grant select, insert, update, delete on credential to leerid_platform;
-- Staff replace a secret and see its state, never the secret: not even its hash.
grant select (id, pupil_id, kind, created_at, expires_at, used_at, revoked_at), insert, update (revoked_at) on credential to leerid_school;
grant select, insert, update on credential to leerid_sign_in;

-- Sliding counters of failed attempts (the embedded default; with Redis they live there).
create table throttle (
  key text primary key,
  points integer not null default 0,
  expire bigint
);
grant select, insert, update, delete on throttle to leerid_platform, leerid_sign_in;
