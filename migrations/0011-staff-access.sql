-- How staff get in: by password with a second factor, or by passkey. Only the platform gives and takes these; the sign-in path reads
-- them and marks what is used up; a school sees none of them.

-- An invitation leads one person to one role in one place. It works once, until it expires; only a keyed hash of its token is kept.
-- Without a role it is a new beginning for somebody who lost every way in.
create table staff_invitation (
  id uuid primary key default uuidv7(),
  token_hash bytea not null unique check (octet_length(token_hash) = 32),
  email text not null,
  given_name text not null check (given_name <> ''),
  family_name text not null check (family_name <> ''),
  role text check (role in ('operator', 'group-admin', 'school-admin', 'teacher')),
  school_group_id uuid references school_group on delete cascade,
  school_id uuid references school on delete cascade,
  class_name text,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz,
  check ((role is not distinct from 'group-admin') = (school_group_id is not null)),
  check ((role is not null and role in ('school-admin', 'teacher')) = (school_id is not null)),
  check ((role is not distinct from 'teacher') = (class_name is not null))
);
create index staff_invitation_by_email on staff_invitation (lower(email));
create index staff_invitation_of_school on staff_invitation (school_id) where school_id is not null;

create table staff_password (
  staff_id uuid primary key references staff on delete cascade,
  phc text not null,
  set_at timestamptz not null
);

-- The key that an authenticator application shares with us, sealed under a key that is not in the database.
create table staff_totp (
  staff_id uuid primary key references staff on delete cascade,
  sealed bytea not null,
  -- the time step of the code that was used last: it and those before it work no more
  last_step bigint not null,
  set_at timestamptz not null
);

create table staff_recovery_code (
  staff_id uuid not null references staff on delete cascade,
  code_hash bytea not null check (octet_length(code_hash) = 32),
  used_at timestamptz,
  primary key (staff_id, code_hash)
);

-- Public keys only: nothing here lets anybody in.
create table staff_passkey (
  credential_id text primary key,
  staff_id uuid not null references staff on delete cascade,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  -- false: it never leaves one device
  synced boolean not null,
  created_at timestamptz not null,
  used_at timestamptz
);
create index staff_passkey_of_staff on staff_passkey (staff_id);

alter table staff_invitation enable row level security;
alter table staff_password enable row level security;
alter table staff_totp enable row level security;
alter table staff_recovery_code enable row level security;
alter table staff_passkey enable row level security;
create policy platform on staff_invitation to leerid_platform using (true) with check (true);
create policy platform on staff_password to leerid_platform using (true) with check (true);
create policy platform on staff_totp to leerid_platform using (true) with check (true);
create policy platform on staff_recovery_code to leerid_platform using (true) with check (true);
create policy platform on staff_passkey to leerid_platform using (true) with check (true);
create policy sign_in on staff_password for select to leerid_sign_in using (true);
create policy sign_in on staff_totp to leerid_sign_in using (true) with check (true);
create policy sign_in on staff_recovery_code to leerid_sign_in using (true) with check (true);
create policy sign_in on staff_passkey to leerid_sign_in using (true) with check (true);
create policy own_school on staff_invitation to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));

grant select, insert, update, delete on staff_invitation, staff_password, staff_totp, staff_recovery_code, staff_passkey
  to leerid_platform;
grant select on staff_password, staff_totp, staff_recovery_code, staff_passkey to leerid_sign_in;
grant update (last_step) on staff_totp to leerid_sign_in;
grant update (used_at) on staff_recovery_code to leerid_sign_in;
grant update (counter, used_at) on staff_passkey to leerid_sign_in;
-- everything but the hash of the token
grant select (id, email, given_name, family_name, role, school_group_id, school_id, class_name, created_at, created_by, expires_at,
  used_at, revoked_at) on staff_invitation to leerid_school;
grant insert, update (revoked_at) on staff_invitation to leerid_school;
