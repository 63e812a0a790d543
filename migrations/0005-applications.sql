-- A sector is a family of clients that may know a pupil by one pseudonym. It never changes and is never derived from a host.
create table sector (
  id uuid primary key default uuidv7(),
  name text not null unique check (name <> '')
);

create table vendor (
  id uuid primary key default uuidv7(),
  name text not null unique check (name <> '')
);

create table application (
  id uuid primary key default uuidv7(),
  name text not null check (name <> ''),
  vendor_id uuid references vendor,
  sector_id uuid not null references sector,
  status text not null default 'live' check (status in ('sandbox', 'live', 'suspended', 'retired')),
  -- what a suspended application returns to
  suspended_from text check (suspended_from in ('sandbox', 'live')),
  -- whatever was issued before this second is dead
  valid_from timestamptz not null,
  -- where a tile on the launcher leads: the application starts the sign-in from there
  initiate_login_uri text,
  created_at timestamptz not null
);

-- What an application asks for. A version never changes: a new wish is a new row.
create table manifest (
  id uuid primary key default uuidv7(),
  application_id uuid not null references application on delete cascade,
  version integer not null check (version > 0),
  bundle text not null check (bundle in ('anonymous', 'pseudonymous', 'personalised')),
  -- attribute -> the vendor's reason for it
  attributes jsonb not null,
  created_at timestamptz not null,
  unique (application_id, version)
);

create table oidc_client (
  client_id text primary key,
  application_id uuid not null references application on delete cascade,
  -- client metadata in the names of RFC 7591, without the secret
  metadata jsonb not null,
  created_at timestamptz not null
);
create index client_of_application on oidc_client (application_id);

-- Only keyed hashes. Two may be alive at once while a vendor rotates.
create table client_secret (
  id uuid primary key default uuidv7(),
  client_id text not null references oidc_client on delete cascade,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  created_at timestamptz not null,
  expires_at timestamptz
);
create index secret_of_client on client_secret (client_id);

-- What a school allowed: which application, which version of its wishes, for whom, by whom, when. No row, no sign-in.
create table release (
  id uuid primary key default uuidv7(),
  school_id uuid not null references school on delete cascade,
  application_id uuid not null references application on delete cascade,
  manifest_id uuid not null references manifest,
  class_names text[],
  year_groups smallint[],
  allowed_at timestamptz not null,
  allowed_by text not null,
  withdrawn_at timestamptz
);
create unique index one_live_release on release (school_id, application_id) where withdrawn_at is null;

alter table release enable row level security;
create policy platform on release to leerid_platform using (true) with check (true);
create policy own_school on release to leerid_school
  using (school_id = any ((select app_school_ids())::uuid[])) with check (school_id = any ((select app_school_ids())::uuid[]));
create policy sign_in on release for select to leerid_sign_in using (true);

grant select, insert, update, delete on vendor, oidc_client, client_secret, release to leerid_platform;
-- Nobody moves an application to another sector, or rewrites a manifest that schools have said yes to.
grant select, insert, delete on sector, application, manifest to leerid_platform;
grant update (name, vendor_id, status, suspended_from, valid_from, initiate_login_uri) on application to leerid_platform;
grant select on sector, vendor, application, manifest to leerid_school;
grant select, insert, update on release to leerid_school;
grant select on sector, vendor, application, manifest, oidc_client, client_secret, release to leerid_sign_in;

-- Every process that caches a client hears at once that it changed.
create function registry_changed() returns trigger language plpgsql as $$
begin
  perform pg_notify('registry', '');
  return null;
end $$;
create trigger registry_changed after insert or update or delete on application for each statement execute function registry_changed();
create trigger registry_changed after insert or update or delete on manifest for each statement execute function registry_changed();
create trigger registry_changed after insert or update or delete on oidc_client for each statement execute function registry_changed();
create trigger registry_changed after insert or update or delete on client_secret for each statement execute function registry_changed();

-- Who a pupil is to a sector. Stored, not computed: it survives every key and can be mapped when records are merged.
create table pseudonym (
  pupil_id uuid not null references pupil on delete cascade,
  sector_id uuid not null references sector,
  generation integer not null default 1,
  sub text not null unique,
  email_local text not null unique,
  created_at timestamptz not null,
  primary key (pupil_id, sector_id, generation)
);
alter table pseudonym enable row level security;
create policy platform on pseudonym to leerid_platform using (true) with check (true);
create policy sign_in on pseudonym to leerid_sign_in using (true) with check (true);
grant select, insert, update, delete on pseudonym to leerid_platform;
grant select, insert on pseudonym to leerid_sign_in;
