-- The audit becomes a chain. Each event has a place in one order, and what was written is sealed in batches afterwards: nobody who writes
-- an event waits for another one.
alter table audit_event add column seq bigint generated always as identity;
create index audit_event_by_seq on audit_event (seq);

-- From which network somebody of staff did it, such as 192.0.2.0/24. Of a pupil it is not kept.
alter table audit_event add column network text check (network ~ '^[0-9a-f.:]+/[0-9]+$');

-- What a school looks at: the newest first, by whom.
create index audit_event_of_school on audit_event (school_id, at desc) where school_id is not null;
create index audit_event_of_actor on audit_event (school_id, actor) where school_id is not null;
create index audit_event_of_colleague on audit_event (school_id, (details ->> 'staffId'))
  where school_id is not null and details ? 'staffId';

-- Nobody chooses a place in the order: a role gives these columns and no others.
revoke insert on audit_event from leerid_platform, leerid_sign_in, leerid_school;
grant insert (at, what, actor, school_id, pupil_id, network, details) on audit_event
  to leerid_platform, leerid_sign_in, leerid_school;

-- A seal over the events with a place behind `after_seq`, up to and with `up_to_seq`, that lie in one partition.
create table audit_link (
  number bigint primary key check (number > 0),
  after_seq bigint not null,
  up_to_seq bigint not null check (up_to_seq > after_seq),
  -- the partition: when it is dropped by age, the link stays and still holds the chain together
  part text not null,
  events integer not null check (events > 0),
  digest bytea not null check (octet_length(digest) = 32),
  -- keyed, over the link before and everything above: without the key nobody writes the chain anew
  link bytea not null check (octet_length(link) = 32),
  sealed_at timestamptz not null
);
alter table audit_link enable row level security;
create policy platform on audit_link to leerid_platform using (true) with check (true);
grant select, insert on audit_link to leerid_platform;

-- Drops whole months, with the owner's rights since no role of ours deletes. By the clock of the database, and not of whoever asks:
-- nothing younger than 24 months goes, nor what is not sealed yet.
create function drop_audit_partitions(before date) returns setof text
  language plpgsql security definer set search_path = public, pg_temp as $$
declare
  part text;
  newest bigint;
begin
  if before > (now() - interval '24 months')::date then
    raise exception 'the audit of the last 24 months stays';
  end if;
  -- an insert must not wait behind us while we wait for another one: then we come back later
  set local lock_timeout = '2s';
  for part in
    select c.relname from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'audit_event'::regclass and c.relname ~ '^audit_event_[0-9]{4}_[0-9]{2}$'
      and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= before
    order by c.relname
  loop
    execute format('select max(seq) from %I', part) into newest;
    if coalesce(newest, 0) <= (select coalesce(max(l.up_to_seq), 0) from audit_link l) then
      execute format('drop table %I', part);
      return next part;
    end if;
  end loop;
end $$;
revoke all on function drop_audit_partitions(date) from public;
grant execute on function drop_audit_partitions(date) to leerid_platform;

-- Who did something at the schools of this transaction, or to whom of staff it was done, with their names: also who works there no more,
-- and so is out of the school's sight. Of staff the bare id. Goes from one to the next by index, past however many events each has.
create function audit_people() returns table (actor text, given_name text, family_name text, acted boolean)
  language sql stable security definer set search_path = public, pg_temp
  begin atomic
    select known.actor, s.given_name, s.family_name, known.acted
    from (
      select replace(x.actor, 'staff:', '') as actor, bool_or(x.acted) as acted
      from unnest(app_school_ids()) as here (school_id)
      cross join lateral (
        with recursive actors as (
          (select e.actor from audit_event e where e.school_id = here.school_id order by e.actor limit 1)
          union all
          select (
            select e.actor from audit_event e where e.school_id = here.school_id and e.actor > actors.actor
            order by e.actor limit 1)
          from actors where actors.actor is not null
        ), colleagues as (
          (select e.details ->> 'staffId' as id from audit_event e
            where e.school_id = here.school_id and e.details ? 'staffId' order by e.details ->> 'staffId' limit 1)
          union all
          select (
            select e.details ->> 'staffId' from audit_event e
            where e.school_id = here.school_id and e.details ? 'staffId' and e.details ->> 'staffId' > colleagues.id
            order by e.details ->> 'staffId' limit 1)
          from colleagues where colleagues.id is not null
        )
        select actors.actor, true from actors where actors.actor is not null
        union all
        select colleagues.id, false from colleagues where colleagues.id is not null
      ) x (actor, acted)
      group by 1
    ) known
    left join staff s on s.id = case when known.actor ~ '^[0-9a-f-]{36}$' then known.actor::uuid end;
  end;
revoke all on function audit_people() from public;
grant execute on function audit_people() to leerid_school;

-- What an event is about, by name, as far as whoever asks may see it: of many pupils the first three, and how many more.
create function audit_subjects(about uuid, details jsonb)
  returns table (pupils text[], other_pupils integer, class_name text, application text)
  language sql stable set search_path = public, pg_temp
  begin atomic
    with ids as (
      select i.id::uuid as id
      from jsonb_array_elements_text(case when jsonb_typeof(details -> 'pupilIds') = 'array' then details -> 'pupilIds' end) as i (id)
      where i.id ~ '^[0-9a-f-]{36}$'
    ), named as (
      select array_agg(p.given_name || ' ' || p.family_name order by p.family_name, p.given_name) as names
      from pupil p where p.id = any (array_append(array(select ids.id from ids), about))
    )
    select coalesce(named.names[1:3], '{}'), greatest(coalesce(cardinality(named.names), 0) - 3, 0),
      (select g.name from class_group g
        where g.id = case when details ->> 'classId' ~ '^[0-9a-f-]{36}$' then (details ->> 'classId')::uuid end),
      (select a.name from application a
        where a.id = case when details ->> 'applicationId' ~ '^[0-9a-f-]{36}$' then (details ->> 'applicationId')::uuid end)
    from named;
  end;

-- The code of an error page, so that staff can learn what it was. No name, no secret, no address, and not the code itself: a keyed hash
-- of it. Purged after 14 days, and after 2 where no pupil is known.
create table failure (
  id uuid primary key default uuidv7(),
  code_hash bytea not null check (octet_length(code_hash) = 32),
  at timestamptz not null,
  kind text not null check (kind ~ '^[a-z-]{1,40}$'),
  pupil_id uuid references pupil on delete cascade,
  application_id uuid references application on delete cascade,
  -- keyed as well; tells the own network from any other
  network_hash bytea not null check (octet_length(network_hash) = 32)
);
create index failure_by_code on failure (code_hash);
create index failure_by_age on failure (at);
create index failure_of_pupil on failure (pupil_id) where pupil_id is not null;

alter table failure enable row level security;
create policy platform on failure to leerid_platform using (true) with check (true);
create policy sign_in on failure for insert to leerid_sign_in with check (true);
-- A school where the pupil was enrolled on that day; enrolments of other schools are out of its sight. Without a pupil there is nothing
-- of a child in it, and who has the code may know.
create policy own_pupil on failure for select to leerid_school using (
  pupil_id is null or exists (
    select from enrolment e
    where e.pupil_id = failure.pupil_id and e.during @> (failure.at at time zone 'Europe/Brussels')::date
  )
);
grant select, delete on failure to leerid_platform;
grant insert on failure to leerid_sign_in;
grant select on failure to leerid_school;
