/**
 * Where a sign-in begins at an application that this provider starts (OpenID Connect Core 1.0, section 4): its own address, and our issuer,
 * by which an application with several providers knows whom to ask.
 * @param initiateLoginUri as the registry keeps it, with or without a query of its own
 */
export function startAddress(initiateLoginUri: string, issuer: string): string {
  const address = new URL(initiateLoginUri);
  address.searchParams.set("iss", issuer);
  return address.href;
}
