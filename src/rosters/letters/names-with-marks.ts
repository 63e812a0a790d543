/**
 * Names with letters above ASCII as they are in Flemish schools, by where they come from. They teach which of these letters stand beside
 * which others; a name needn't be here to be read. What is common here stands first and counts most.
 */
const flemish = `
  Zoë Chloë Noë Joël Noël Raphaël Rafaël Michaël Mikaël Gaëlle Maëlle Maël Daniëlle Gabriël Gabriëlle Daniël Michaëla Raphaëlle Ismaël Israël
  Danaë Loë Noëlla Noëmi Naëlle Yaël Joëlle Joëlla Emanuël Manoël Aëlys Kaëlig Anaëlle Eloïse Héloïse Loïs Loïc Loïck Anaïs Maïté Maïa Naïm
  Naïma Aïcha Aïda Aïsha Saïd Saïda Taïs Thaïs Raïssa Zaïra Maïssa Naïs Laïla Kaïs Raïan Jaïr Eloïc Ilaïda Caïn Louïs Aloïs Benoît Citroën
  Andreë Thérèse Agnès Inès Ines Renée René Andrée André José Desirée Désiré Cécile Adèle Adélaïde Amélie Célestine Céline Célia Cloë
  Briën Coppée Liévin Saliën Daniëls Michiëls Beliën Vermariën Julliën Meeuwissën Smeësters Caluwé Lambrechtsé Crabbé Rombouts-Briël Blondé
  Serré Ghijsé Vanneuville-Dupré Cornelissé Wallé Bastiaënsen Bogaërt Coëlst Coëme Cauwelaërt Staël Raës Haële Maërten Graëf Claës Reëns
`;
const french = `
  Chloé Léa Léo Léon Léonie Léonard Léna Théo Timéo Mathéo Matéo Maéva Noé Noémie Noah-Élie Élise Élodie Éloïse Éléonore Émile Émilie Émeline
  Étienne Édouard Éric Éva Éline Élisa Élisabeth Éloi Églantine Éden Eléna Eléa Élie Elisée Hélène Héléna Irène Solène Marlène Hugo-André
  Sébastien Stéphane Stéphanie Frédéric Frédérique Jérôme Jérémy Jérémie Gérard Géraldine Gaétan Régis Rémi Rémy Raphaële Valérie Véronique
  Cédric Clément Clémence Clémentine Adrién Aurélie Aurélien Amédée Anémone Apolline-Zoé Zoé Zélie Pénélope Mélanie Mélissa Méline Mégane
  Océane Orphée Ophélie Félix Félicie Ferréol Déborah Désirée Denéa Côme Gaël François Françoise Franç Garçon Lefèvre Lefébvre Bénédicte
  Bérénice Béatrice Angèle Angélique Anaé Danièle Michèle Noëlle Joséphine Josée Timothée Dorothée Aimée Zoélie Abigaël Nolhan-René Cléo
  Cléa Cléopâtre Lætitia Laëtitia Laëlia Maë Élouan Lélia Lévy Désir Prévost Crépin Séverine Sévérin Sœur Cœur Desœuvre Lebœuf Lœtitia Hédi
  Dubé Hervé Barré Carré Doré Dupré Ménard Gérôme Mallarmé Moliné Ragée Rivière Rochère Lemaître Maître Delaître Lemaïtre Château Fortüne
  Châtelain Bâtonnier Forêt Lacôte Côté Crête Prêtre Hôpital Dufrêne Chêne Benoît Gaëtan Lécuyer Pétillon Béguin Hénin Bédoret Delépine
  Frère Gonçalves Françisco Courtîn Guérin Gueître Hüe Brûlé Lebrûn Aubé Mélotte Préaux Bourgeois-Mèche Collèye Noirhomme-Pèlerin Bèche
`;
const turkish = `
  Şahin Şeker Şimşek Şen Şener Şeyma Şerife Şükrü Şule Şevval Şeref Yıldız Yıldırım Yılmaz Aydın Altıntaş Kılıç Kılınç Işık Işıl Irmak Kıvanç
  Ayşe Ayşenur Ayşegül Aişe Neşe Gülşen Gülay Gülsüm Gül Gülten Göksu Gökhan Gökçe Göktürk Görkem Güneş Güler Güven Gündoğdu Özdemir Özlem
  Özgür Öztürk Özkan Özcan Öykü Ömer Önder Ünal Üstün Ümit Çelik Çetin Çağlar Çağla Çağrı Çiçek Çınar Çakır Çiğdem Doğan Dağlı Dağ Erdoğan
  Oğuz Oğuzhan Tuğba Tuğçe Uğur Buğra Bağcı Beyoğlu Hacıoğlu Karaoğlu Kurtoğlu Aslanoğlu Koç Tunç Genç Kılıçarslan Aksoy Akın Aktaş Arıkan
  Arslan Bayındır Barış Berkay Beyazıt Bektaş Bülent Büşra Cemalettin Cengiz Coşkun Coşar Deniz Duygu Ertuğrul Eşref Gamze Günaydın İbrahim
  İrem İlayda İsmail İpek İnan İlker İlknur İnci Kadir Karabıyık Karadağ Karakuş Kıymet Korkmaz Köksal Köse Kübra Müslüm Mücahit Mustafa
  Nazlı Nurgül Öner Polat Rüya Rüveyda Sağlam Savaş Sevgi Sıla Süleyman Sümeyye Söylemez Taşkın Taşdemir Tekin Tülay Türkan Türkmen Ufuk
  Yağmur Yaşar Yeşim Yeşil Yiğit Yüksel Yücel Zeynep Zübeyde Kaplan Açık Baş Başar Beşir Demirtaş Dönmez Elçin Emiroğlu Gençoğlu Hüseyin
  Hülya Kırmızı Melikşah Muhammed-Ömer Nuriye Pınar Satılmış Sönmez Turğut Uçar Uslu Yalçın Yazıcı Yıldıray Bozdağ Akdağ Uludağ Tığlı Iğdır
`;
const slavic = `
  Włodarczyk Michał Michałowski Pawłowski Łukasz Łucja Łuczak Kowalczyk-Król Król Wójcik Wójtowicz Gałązka Gąsior Dąbrowski Dąbrowska Ząbek
  Wiśniewski Wiśniewska Jasiński Kamiński Kamińska Zieliński Kaczyński Szymański Szymańska Woźniak Kuźniar Kaźmierczak Zając Pająk Wąsik
  Sławomir Stanisław Mirosław Bogusław Wacław Władysław Zdzisław Przemysław Wojciech Małgorzata Elżbieta Grażyna Bożena Żaneta Żak Żukowski
  Żuraw Różański Jóźwiak Józef Jakóbik Kościuszko Kościelny Świątek Śliwa Święch Świerczewski Gołąb Gołębiewski Wałęsa Piątek Bąk Głowacki
  Jabłoński Błaszczyk Kołodziej Sikora-Maślanka Maćkowiak Ćwikła Ćwiek Zoń Stępień Stępniak Węgrzyn Krzemiński Ostrowski-Baś Bełza Kurć
  Novák Nováková Dvořák Dvořáková Černý Černá Horák Procházka Kučera Veselý Němec Marešová Řezníček Šimek Škoda Žák Žižka Tomáš Lukáš Ondřej
  Jiří Matěj Zdeněk Vojtěch Štěpán Barbora-Anežka Kateřina Růžena Božena Světlana Bůžek Hůlka Krůta Čapek Kříž Šťastný Ďurica Ľubomír Košťál
  Kristýna Valentýn Justýna Sýkora Lýdia Ryšavý Moudrý Lisický Kopecký Nový Starý Malý Suchý Zbyněk Luděk Naďa Táňa Boháč Janáček Ptáček
  Petrović Jovanović Nikolić Marković Đorđević Đurić Ilić Pavlović Popović Milošević Stojanović Kovačević Kovač Babić Marić Horvatić Šarić
  Jurišić Perišić Modrić Rakitić Šimić Živković Žarković Đukić Čolić Ćosić Vučić Vuković Mišković Dragičević Anđela Anđelić Goranović Saša
  Miloš Uroš Dušan Nataša Tijana-Đina Željko Žana Krešimir Matijašević Špela Žiga Kranjčar Čeh Gašper Boštjan Urška Kuščer Bogdanić Hadžić
  Bešić Mehmedović Hasanović Omerović Begić Delić Suljić Selimović Ramić Alić Halilović Kurtović Hodžić Karadžić Džeko Šehić Zukić Čaušević
`;
const other = `
  Ștefan Ștefania Țepeș Răzvan Mădălina Mălin Mărginean Dănuț Dănilă Cătălin Cătălina Ionuț Ionescu-Bălan Bălan Bănică Brândușa Bogdăneț
  Sânziana Sălăjan Lăcrămioara Luminița Mihăilă Nițu Păun Rădulescu Săndulescu Stănescu Tănase Vîlcu Vlăduț Văduva Grădinaru Câmpeanu Lupaşcu
  Moţoc Aniţa Măriuţa Raluşca Bucşă Stănciulescu Tudorachețu Crăciun Căpraru Bîrlă Pîrvu Gheorghiţă Niculăiţă Haţegan Oprişan Neagoş
  Szabó Kovács Tóth Nagy-Németh Németh Horváth Molnár Juhász Farkasné Balázs Gergő Gergely-Ödön Győző Dezső Ernő Jenő Csaba-Örs Sándor József
  András István László Zoltán Béla Géza Gábor Márton Máté Ádám Áron Ákos Éva Erzsébet Ildikó Ágnes Réka Zsófia Kőszegi Szűcs Fűzi Bölöni Sárközi
  García Núñez Muñoz Pérez Fernández Hernández Martínez Gómez Gonzáles González López Rodríguez Sánchez Ramírez Suárez Álvarez Ibáñez Ordóñez
  Jiménez Díaz Ruíz Marín Durán Beltrán Román Calderón Inés José María Jesús Raúl Ramón Óscar Ángel Ángela Íñigo Iñaki Begoña Sofía Lucía Julián
  Adrián Martín Joaquín Agustín Andrés Tomás Nicolás Matías Sebastián Simón Rubén Iván Mónica Verónica Rocío Peña Piñeiro Zúñiga Acuña Nuñez
  Montaño Patiño Villaseñor Treviño Bañuelos Saldaña Magaña Niño Castaño Muñiz Dueñas Araña Cañete Simão Inês Luísa Vânia Sílvia Íris Ígor
  João Conceição Assunção Sebastião Simões Magalhães Guimarães Fernão Falcão Leitão Galvão Brandão Araújo Antônio António Gonçalo Gonçalves Mendonça
  Lourenço Bragança Inácio Estêvão Sérgio Rogério Júlia Cláudia Flávio Fábio Patrícia Letícia Ângela Hêrcules Graça Luís Antunes-Sá Sá Conceiçao
  Søren Jørgen Jørgensen Sørensen Bjørn Bjørk Mørch Nygård Åse Åsa Ångström Håkon Pål Kåre Mårten Lærke Ærø Kjær Kjærgaard Nørgaard Østergaard
  Øyvind Ørjan Thorbjørn Malmström Sjögren Björn Bergström Nyström Söderberg Lindström Åkesson Åberg Håkansson Mäkinen Hämäläinen Väinö Päivi
  Jürgen Günther Müller Schäfer Jäger Schröder Köhler König Krüger Kühn Hübner Böhm Vögel Weiß Strauß Groß Größe Grüber Händel Jörg Björn Götz
  Sönke Käthe Bärbel Sören Rüdiger Bräuer Büchner Dörfler Förster Höhne Löwe Möller Nägele Röder Süß Völker Wörner Zäch Österreich Öhler Überall
  Größmann Güldner Jörn Köster Lübke Lüders Mörs Nöth Nüsse Schönfeld Schütz Träger Würth Zöller Mäder Bäcker Fuß Preuß Kreß Neuß Öttinger
  Länder Bäuerle Käfer Kämpfer Mändle Fränkel Häfner Häusler Hänsel Jähn Kästner Lämmle Märkl Nähring Päffgen Rädler Sänger Schäffer Täuber
  Wächter Zähringer Ähnlich Äpfel Ackermännchen Möckel Böttcher Döring Dörr Göbel Göttsch Hölzl Höfer Kröger Löffler Mössner Pöhlmann Rösler
  Schröter Schönberg Stöhr Töpfer Vöcking Wöhrle Bühler Brühl Dürr Düsing Fürst Grün Grünwald Gürtler Hüther Jünger Kümmel Lüdke Mühlbauer
  Nürnberg Pütz Rühl Schüler Stürmer Tüchler Wünsch Zürcher Uhlmännel Hebänz Wählisch Lindgrän Sjöberg Nordström Lövgren Håkan Blåsjö Månsson
  Beyoncé Mbappé Koné Traoré Dembélé Touré Fofié Bémba Kébé Sékou Mamadou-Béchir Fatoumata-Binté Aïssatou Aïssata Boubakar-Naïm Cissé Doucouré
  Nguyễn-Trân Thảo Hà Hương Trần Lê Phạm Đặng Bảo Đức Ngọc Vũ Thị Dương Lý Võ Huỳnh Đỗ Hồ Ngô Bùi Kjartansson Sigurðsson Þór Guðrún Davíð
`;

/** What is said of a region's names counts as often as these are met here. */
const weights: [string, number][] = [
  [flemish, 3],
  [french, 3],
  [turkish, 2],
  [slavic, 1],
  [other, 1],
];

export const namesWithMarks: { name: string; weight: number }[] = weights.flatMap(([names, weight]) =>
  names
    .split(/[\s-]+/)
    .filter((name) => /[^\p{ASCII}]/u.test(name))
    .map((name) => ({ name, weight })),
);
