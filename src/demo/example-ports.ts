/** The two example applications, on the ports next to the provider's. */
export const exampleApplications = (port: number): { name: string; port: number }[] =>
  ["Rekenland", "Leeshoek"].map((name, index) => ({ name, port: port + 1 + index }));
