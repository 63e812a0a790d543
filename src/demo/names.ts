/** Names as they stand on Flemish class lists. Every letter exists in Windows-1252, which the demo file is written in. */
const list = (text: string): [string, ...string[]] => {
  const [first = "", ...rest] = text.split(",").map((name) => name.trim());
  return [first, ...rest];
};

export const girls = list(
  `Lotte, Emma, Olivia, Louise, Mila, Noor, Ella, Juliette, Elena, Marie, Anna, Camille, Lina, Nora, Fien, Lore, Jade, Zoë,
  Noémie, Chloé, Anaïs, Inès, Amélie, Loïs, Maïté, Kaïla, Aysel, Fatima, Yasmina, Aïcha, Salma, Hafsa, Nour, Zofia, Oliwia,
  Mariana, Iulia, Sofía, Lucía, Anne-Sophie, Marie-Lou, Febe, Jolien, Hanne, Tess, Lien, Siebe, Amber, Paulien, Elif`,
);

export const boys = list(
  `Noah, Arthur, Liam, Jules, Louis, Adam, Lucas, Victor, Matteo, Finn, Lars, Vince, Mathis, Gust, Cas, Seppe, Wout, Jef,
  Stan, Rune, Senne, Daan, Milan, Kobe, Thibault, Jérôme, François, Loïc, Raphaël, Gaël, Timéo, Björn, Jürgen, Mohamed,
  Youssef, Ibrahim, Ayoub, Bilal, Emir, Yusuf, Jakub, Andrei, Diego, José, Simão, Jean-Baptiste, Lowie, Ferre, Mauro, Ömer`,
);

export const families = list(
  `Peeters, Janssens, Maes, Jacobs, Mertens, Willems, Claes, Goossens, Wouters, De Smet, Vermeulen, Pauwels, Hermans,
  Aerts, Michiels, Lambrechts, Martens, De Vos, Van Damme, Smets, Claeys, Hendrickx, Desmet, Van den Broeck, Van de Velde,
  Vanden Bussche, Van der Linden, Van 't Hof, D'hondt, D'Hooghe, T'Joens, De Clercq, De Backer, De Pauw, Bogaert, Coppens,
  Verstraete, Vandenberghe, Cools, Segers, Geerts, Sels, Bosmans, Wauters, Declercq, Lemmens, Thys, Dubois, Lefèvre,
  Rousseau, Gérard, Benoît, El Amrani, El Idrissi, Ben Haddou, Bouazza, Aït Saïd, Yilmaz, Demir, Çelik, Öztürk, Sahin,
  Nguyen, Kowalski, Nowak, Ionescu, Popescu, da Silva, Gonçalves, Fernández, Muñoz, O'Brien, Müller, Weiß, Sørensen,
  Van Ranst-Maes, de Meulenaere, le Roux, von Essen`,
);
