-- Colleagues of a school: who works there, how they come in, and when they did last.

-- A teacher is invited to several classes at once.
alter table staff_invitation add column class_names text[];
update staff_invitation set class_names = array[class_name] where class_name is not null;
alter table staff_invitation drop column class_name;
alter table staff_invitation add check (
  (role is not distinct from 'teacher') = (class_names is not null) and coalesce(cardinality(class_names), 1) > 0
);
grant select (class_names) on staff_invitation to leerid_school;

-- What its holder calls it, such as "key in my bag".
alter table staff_passkey add column name text check (name <> '' and length(name) <= 60);

-- Each time that somebody of staff came in, for their own eyes; their school sees the last one. Purged after 90 days but for that.
create table staff_sign_in (
  id uuid primary key default uuidv7(),
  staff_id uuid not null references staff on delete cascade,
  at timestamptz not null,
  method text not null check (method in ('password', 'recovery-code', 'passkey', 'upstream'))
);
create index staff_sign_in_of_staff on staff_sign_in (staff_id, at desc);

-- Another OpenID provider by which the staff of a school group may sign in. The one of the whole platform stands in the settings.
create table staff_upstream (
  id uuid primary key default uuidv7(),
  school_group_id uuid not null references school_group on delete cascade,
  issuer text not null check (issuer <> ''),
  client_id text not null check (client_id <> ''),
  -- sealed under a key that is not in the database
  sealed_secret bytea not null,
  button text not null check (button <> '' and length(button) <= 60),
  -- values of `acr` that stand for two factors; `mfa` in `amr` always does
  mfa_acr text[] not null default '{}',
  created_at timestamptz not null,
  unique (school_group_id, issuer)
);

-- Somebody's account at such a provider: by issuer and subject, and by nothing else.
create table staff_upstream_link (
  issuer text not null,
  subject text not null,
  staff_id uuid not null references staff on delete cascade,
  linked_at timestamptz not null,
  used_at timestamptz,
  primary key (issuer, subject)
);
create index staff_upstream_link_of_staff on staff_upstream_link (staff_id);

alter table staff_sign_in enable row level security;
alter table staff_upstream enable row level security;
alter table staff_upstream_link enable row level security;
create policy platform on staff_sign_in to leerid_platform using (true) with check (true);
create policy platform on staff_upstream to leerid_platform using (true) with check (true);
create policy platform on staff_upstream_link to leerid_platform using (true) with check (true);
create policy sign_in on staff_sign_in to leerid_sign_in using (true) with check (true);
create policy sign_in on staff_upstream for select to leerid_sign_in using (true);
create policy sign_in on staff_upstream_link to leerid_sign_in using (true) with check (true);
-- whoever a school may see as its staff: the policy of `staff` says who that is
create policy works_here on staff_sign_in for select to leerid_school
  using (exists (select from staff s where s.id = staff_sign_in.staff_id));
-- an admin of the whole group works at each of its schools
create policy own_group on staff_role for select to leerid_school
  using (school_group_id in (select s.school_group_id from school s where s.school_group_id is not null));

grant select, insert, update, delete on staff_sign_in, staff_upstream, staff_upstream_link to leerid_platform;
grant select, insert on staff_sign_in to leerid_sign_in;
grant select on staff_upstream, staff_upstream_link to leerid_sign_in;
grant update (used_at) on staff_upstream_link to leerid_sign_in;
grant select on staff_sign_in to leerid_school;

-- How the colleagues of this transaction's schools come in: kinds and no more. What they come in with stays out of a school's sight,
-- so this looks with its owner's eyes, at those of whom the school may know.
create function staff_ways_here() returns table (staff_id uuid, passkeys integer, password boolean, upstream boolean)
  language sql stable security definer set search_path = public, pg_temp as $$
  select here.staff_id,
    (select count(*)::int from staff_passkey k where k.staff_id = here.staff_id),
    exists (select from staff_password p where p.staff_id = here.staff_id),
    exists (select from staff_upstream_link l where l.staff_id = here.staff_id)
  from (
    select r.staff_id from staff_role r where r.school_id = any (app_school_ids())
    union
    select r.staff_id from staff_role r join school s on s.school_group_id = r.school_group_id where s.id = any (app_school_ids())
  ) as here;
$$;
revoke execute on function staff_ways_here() from public;
grant execute on function staff_ways_here() to leerid_school;
