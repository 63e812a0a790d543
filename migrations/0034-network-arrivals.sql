-- From which networks an account got in during the last 60 days: so that who guesses elsewhere can't lock it out there, and so that a
-- network has a part of what is scarce by the people who really use it. No list of networks or of people: both columns are keyed digests,
-- and that of the account is made together with the network, so that two rows of one account have nothing in common.
-- The version before runs on with this table there; it only writes nothing into it.
create table network_arrival (
  network bytea not null check (octet_length(network) = 16),
  account bytea not null check (octet_length(account) = 16),
  last_day date not null,
  primary key (network, account)
);
create index network_arrival_by_day on network_arrival (last_day);

alter table network_arrival enable row level security;
create policy platform on network_arrival to leerid_platform using (true) with check (true);
create policy sign_in on network_arrival to leerid_sign_in using (true) with check (true);
grant select, delete on network_arrival to leerid_platform;
grant select, insert, update (last_day) on network_arrival to leerid_sign_in;
