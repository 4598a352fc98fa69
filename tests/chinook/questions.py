"""What to ask of Chinook, in three languages. `columns` are the paths of the answer's leaves that are the columns of the
SQL; a list without rows gives nulls for its columns, as an outer join does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from gateway.caller import ANONYMOUS, Caller
from tests.doors import person

FRANK: Final = person("customer", customer=3)
JANE: Final = person("agent", employee=3)
NANCY: Final = person("manager", employee=2)
# the claims that tell whose rows are theirs are missing
NOBODY: Final = person("customer")
STRANGER: Final = person("agent", "customer")


@dataclass(frozen=True, slots=True)
class Question:
    name: str
    graphql: str
    rest: str
    columns: str
    sql: str
    caller: Caller = ANONYMOUS
    total: str | None = None


CATALOGUE: Final = (
    Question(
        "nested lists, four levels",
        """{ artists(first: 5, filter: {name: {startsWith: "A"}}, sort: [{name: ASC}]) { nodes { name albums(sort: [{title: DESC}]) {
             nodes { title tracks { nodes { name genre { name } } } } } } } }""",
        "/artists?first=5&filter[name][starts_with]=A&sort=name&albums.sort=-title"
        "&fields=name,albums(title,tracks(name,genre(name)))",
        "name albums.title albums.tracks.name albums.tracks.genre.name",
        """SELECT a.Name, b.Title, t.Name, g.Name
           FROM (SELECT * FROM Artist WHERE substr(Name, 1, 1) = 'A' ORDER BY Name, ArtistId LIMIT 5) a
           LEFT JOIN Album b USING (ArtistId) LEFT JOIN Track t USING (AlbumId) LEFT JOIN Genre g USING (GenreId)
           ORDER BY a.Name, a.ArtistId, b.Title DESC, b.AlbumId DESC, t.TrackId""",
    ),
    Question(
        "a limit per parent, and each parent's own count",
        """{ artists(first: 100, filter: {albums: {some: {title: {contains: "Live"}}}}) {
             nodes { databaseId albums(first: 2, sort: [{title: ASC}]) { nodes { title } totalCount } } } }""",
        "/artists?first=100&filter[albums][some][title][contains]=Live&albums.first=2&albums.sort=title&albums.count=exact"
        "&fields=id,albums(title)",
        "id albums.title albums:total",
        """SELECT a.ArtistId, b.Title, b.n FROM Artist a
           JOIN (SELECT *, row_number() OVER (PARTITION BY ArtistId ORDER BY Title, AlbumId) AS place,
                        count(*) OVER (PARTITION BY ArtistId) AS n FROM Album) b USING (ArtistId)
           WHERE b.place <= 2 AND ArtistId IN (SELECT ArtistId FROM Album WHERE instr(Title, 'Live') > 0)
           ORDER BY a.ArtistId, b.place""",
    ),
    Question(
        "the last of each parent",
        "{ genres { nodes { name tracks(last: 2, sort: [{milliseconds: ASC}]) { nodes { milliseconds } } } } }",
        "/genres?tracks.last=2&tracks.sort=milliseconds&fields=name,tracks(milliseconds)",
        "name tracks.milliseconds",
        """SELECT g.Name, t.Milliseconds FROM Genre g
           JOIN (SELECT *, row_number() OVER (PARTITION BY GenreId ORDER BY Milliseconds DESC, TrackId DESC) AS place
                 FROM Track) t USING (GenreId)
           WHERE t.place <= 2 AND g.GenreId <= 20 ORDER BY g.GenreId, t.place DESC""",
    ),
    Question(
        "many-to-many, from the playlists",
        """{ playlists(filter: {tracks: {some: {genre: {name: {eq: "Classical"}}}}}) {
             nodes { name tracks(first: 3, sort: [{name: DESC}]) { nodes { name } totalCount } } } }""",
        "/playlists?filter[tracks][some][genre][name]=Classical&tracks.first=3&tracks.sort=-name&tracks.count=exact"
        "&fields=name,tracks(name)",
        "name tracks.name tracks:total",
        """SELECT p.Name, t.Name, t.n FROM Playlist p
           JOIN (SELECT *, row_number() OVER (PARTITION BY PlaylistId ORDER BY Name DESC, TrackId DESC) AS place,
                        count(*) OVER (PARTITION BY PlaylistId) AS n FROM PlaylistTrack JOIN Track USING (TrackId)) t
             USING (PlaylistId)
           WHERE t.place <= 3 AND PlaylistId IN (SELECT PlaylistId FROM PlaylistTrack JOIN Track USING (TrackId)
                                                 JOIN Genre g USING (GenreId) WHERE g.Name = 'Classical')
           ORDER BY p.PlaylistId, t.place""",
    ),
    Question(
        "many-to-many, from the tracks",
        """{ tracks(first: 30, filter: {playlists: {some: {name: {eq: "Grunge"}}}}) {
             nodes { name playlists(sort: [{name: ASC}]) { nodes { name } } } totalCount } }""",
        "/tracks?first=30&filter[playlists][some][name]=Grunge&playlists.sort=name&count=exact&fields=name,playlists(name)",
        "name playlists.name",
        """SELECT t.Name, p.Name FROM Track t JOIN PlaylistTrack USING (TrackId) JOIN Playlist p USING (PlaylistId)
           WHERE t.TrackId IN (SELECT TrackId FROM PlaylistTrack JOIN Playlist p USING (PlaylistId) WHERE p.Name = 'Grunge')
           ORDER BY t.TrackId, p.Name, p.PlaylistId""",
        total="SELECT count(*) FROM PlaylistTrack JOIN Playlist USING (PlaylistId) WHERE Name = 'Grunge'",
    ),
    Question(
        "none: artists without albums",
        "{ artists(first: 100, filter: {albums: {none: {}}}) { nodes { name } totalCount } }",
        "/artists?first=100&filter[albums][none][id][is_null]=false&count=exact&fields=name",
        "name",
        "SELECT Name FROM Artist WHERE ArtistId NOT IN (SELECT ArtistId FROM Album) ORDER BY ArtistId",
        total="SELECT count(*) FROM Artist WHERE ArtistId NOT IN (SELECT ArtistId FROM Album)",
    ),
    Question(
        "every: albums on which nothing is short, empty ones among them",
        """{ albums(first: 100, filter: {tracks: {every: {milliseconds: {gte: 400000}}}}, sort: [{title: ASC}]) {
             nodes { title artist { name } } totalCount } }""",
        "/albums?first=100&filter[tracks][every][milliseconds][gte]=400000&sort=title&count=exact&fields=title,artist(name)",
        "title artist.name",
        """SELECT Title, a.Name FROM Album b JOIN Artist a USING (ArtistId)
           WHERE (SELECT min(Milliseconds) FROM Track t WHERE t.AlbumId = b.AlbumId) IS NULL
              OR (SELECT min(Milliseconds) FROM Track t WHERE t.AlbumId = b.AlbumId) >= 400000
           ORDER BY Title, AlbumId LIMIT 100""",
        total="""SELECT count(*) FROM Album b
                 WHERE NOT EXISTS (SELECT 1 FROM Track t WHERE t.AlbumId = b.AlbumId AND Milliseconds < 400000)""",
    ),
    Question(
        "every, where what is compared may be null",
        """{ albums(first: 100, filter: {tracks: {every: {composer: {contains: "Page"}}}}) { nodes { title } } }""",
        "/albums?first=100&filter[tracks][every][composer][contains]=Page&fields=title",
        "title",
        """SELECT Title FROM Album b WHERE AlbumId NOT IN
             (SELECT AlbumId FROM Track WHERE Composer IS NULL OR instr(Composer, 'Page') = 0) ORDER BY AlbumId""",
    ),
    Question(
        "null is the largest value, and not equal to anything",
        """{ tracks(first: 100, filter: {composer: {neq: "Kurt Cobain"}, album: {artist: {name: {eq: "Nirvana"}}}},
                    sort: [{composer: DESC}, {name: ASC}]) { nodes { name composer } } }""",
        "/tracks?first=100&filter[composer][neq]=Kurt Cobain&filter[album][artist][name]=Nirvana&sort=-composer,name"
        "&fields=name,composer",
        "name composer",
        """SELECT t.Name, t.Composer FROM Track t JOIN Album b USING (AlbumId) JOIN Artist a USING (ArtistId)
           WHERE a.Name = 'Nirvana' AND (t.Composer <> 'Kurt Cobain' OR t.Composer IS NULL)
           ORDER BY t.Composer IS NULL DESC, t.Composer DESC, t.Name""",
    ),
    Question(
        "a negation keeps the rows whose value is unknown",
        """{ tracks(first: 10, filter: {not: {composer: {contains: "a"}}, genre: {name: {in: ["Opera", "Jazz"]}}},
                    sort: [{composer: ASC}, {milliseconds: DESC}]) { nodes { composer milliseconds } totalCount } }""",
        "/tracks?first=10&filter[not][composer][contains]=a&filter[genre][name][in]=Opera,Jazz"
        "&sort=composer,-milliseconds&count=exact&fields=composer,milliseconds",
        "composer milliseconds",
        """SELECT Composer, Milliseconds FROM Track JOIN Genre g USING (GenreId)
           WHERE g.Name IN ('Opera', 'Jazz') AND (Composer IS NULL OR instr(Composer, 'a') = 0)
           ORDER BY Composer IS NULL, Composer, Milliseconds DESC, TrackId DESC LIMIT 10""",
        total="""SELECT count(*) FROM Track JOIN Genre g USING (GenreId)
                 WHERE g.Name IN ('Opera', 'Jazz') AND (Composer IS NULL OR instr(Composer, 'a') = 0)""",
    ),
    Question(
        "either of two branches",
        """{ tracks(first: 100, filter: {or: [{milliseconds: {lt: 10000}}, {unitPrice: {gt: "0.99"}, genre: {name: {eq: "Comedy"}}}]})
             { nodes { name unitPrice } } }""",
        "/tracks?first=100&filter[or][0][milliseconds][lt]=10000&filter[or][1][unit_price][gt]=0.99"
        "&filter[or][1][genre][name]=Comedy&fields=name,unit_price",
        "name unit_price",
        """SELECT t.Name, printf('%.2f', UnitPrice) FROM Track t LEFT JOIN Genre g USING (GenreId)
           WHERE Milliseconds < 10000 OR (UnitPrice > 0.99 AND g.Name = 'Comedy') ORDER BY TrackId LIMIT 100""",
    ),
    Question(
        "text in any case, with wildcards",
        """{ artists(first: 100, filter: {name: {ilike: "%the %", like: "%s"}}, sort: [{name: ASC}]) { nodes { name } } }""",
        "/artists?first=100&filter[name][ilike]=%the %&filter[name][like]=%s&sort=name&fields=name",
        "name",
        """SELECT Name FROM Artist WHERE instr(lower(Name), 'the ') > 0 AND substr(Name, -1) = 's'
           ORDER BY Name, ArtistId LIMIT 100""",
    ),
    Question(
        "text beyond ASCII, sorted by code point",
        """{ artists(first: 100, filter: {name: {gt: "Tom"}}, sort: [{name: DESC}]) { nodes { name } } }""",
        "/artists?first=100&filter[name][gt]=Tom&sort=-name&fields=name",
        "name",
        "SELECT Name FROM Artist WHERE Name > 'Tom' ORDER BY Name DESC, ArtistId DESC LIMIT 100",
    ),
    Question(
        "a computed field beside the columns it needs",
        """{ tracks(first: 5, sort: [{milliseconds: DESC}]) { nodes { name length milliseconds } } }""",
        "/tracks?first=5&sort=-milliseconds&fields=name,length,milliseconds",
        "name length milliseconds",
        """SELECT Name, printf('%d:%02d', Milliseconds / 60000, Milliseconds / 1000 % 60), Milliseconds
           FROM Track ORDER BY Milliseconds DESC, TrackId DESC LIMIT 5""",
    ),
    Question(
        "sorted over two relations",
        """{ tracks(first: 50, filter: {mediaType: {name: {like: "Protected%"}}},
                    sort: [{album: {artist: {name: DESC}}}, {album: {title: ASC}}, {id: ASC}])
             { nodes { databaseId album { title artist { name } } } } }""",
        "/tracks?first=50&filter[media_type][name][like]=Protected%&sort=-album.artist.name,album.title,id"
        "&fields=id,album(title,artist(name))",
        "id album.title album.artist.name",
        """SELECT TrackId, b.Title, a.Name FROM Track JOIN MediaType m USING (MediaTypeId)
           JOIN Album b USING (AlbumId) JOIN Artist a USING (ArtistId)
           WHERE m.Name LIKE 'Protected%' ORDER BY a.Name DESC, b.Title, TrackId LIMIT 50""",
    ),
)

STAFF: Final = (
    Question(
        "the self relation, upwards",
        "{ employees { nodes { lastName reportsTo { lastName reportsTo { lastName reportsTo { lastName } } } } } }",
        "/employees?fields=last_name,reports_to(last_name,reports_to(last_name,reports_to(last_name)))",
        "last_name reports_to.last_name reports_to.reports_to.last_name reports_to.reports_to.reports_to.last_name",
        """SELECT e.LastName, m.LastName, n.LastName, o.LastName FROM Employee e
           LEFT JOIN Employee m ON m.EmployeeId = e.ReportsTo LEFT JOIN Employee n ON n.EmployeeId = m.ReportsTo
           LEFT JOIN Employee o ON o.EmployeeId = n.ReportsTo ORDER BY e.EmployeeId""",
        JANE,
    ),
    Question(
        "the self relation, downwards, with dates",
        """{ employees(filter: {reportsToId: {isNull: true}}) { nodes { lastName
             reports(first: 9, sort: [{hireDate: DESC}]) { nodes { hireDate reports { nodes { lastName hireDate } } } } } } }""",
        "/employees?filter[reports_to_id][is_null]=true&reports.first=9&reports.sort=-hire_date"
        "&fields=last_name,reports(hire_date,reports(last_name,hire_date))",
        "last_name reports.hire_date reports.reports.last_name reports.reports.hire_date",
        """SELECT e.LastName, date(m.HireDate), n.LastName, date(n.HireDate) FROM Employee e
           LEFT JOIN Employee m ON m.ReportsTo = e.EmployeeId LEFT JOIN Employee n ON n.ReportsTo = m.EmployeeId
           WHERE e.ReportsTo IS NULL ORDER BY e.EmployeeId, m.HireDate DESC, m.EmployeeId DESC, n.EmployeeId""",
        NANCY,
    ),
    Question(
        "dates between two days",
        """{ employees(filter: {hireDate: {gte: "2003-01-01", lt: "2004-01-01"}}, sort: [{hireDate: ASC}]) { nodes { firstName hireDate } } }""",
        "/employees?filter[hire_date][gte]=2003-01-01&filter[hire_date][lt]=2004-01-01&sort=hire_date&fields=first_name,hire_date",
        "first_name hire_date",
        """SELECT FirstName, date(HireDate) FROM Employee WHERE HireDate LIKE '2003-%' ORDER BY HireDate, EmployeeId""",
        JANE,
    ),
    Question(
        "everybody's birthday is withheld but one's own",
        "{ employees { nodes { lastName birthDate city } } }",
        "/employees?fields=last_name,birth_date,city",
        "last_name birth_date city",
        """SELECT LastName, CASE EmployeeId WHEN 3 THEN date(BirthDate) END, CASE EmployeeId WHEN 3 THEN City END
           FROM Employee ORDER BY EmployeeId""",
        JANE,
    ),
    Question(
        "what is withheld finds nobody and sorts as null",
        """{ employees(filter: {birthDate: {lt: "1990-01-01"}}, sort: [{birthDate: ASC}, {lastName: ASC}]) { nodes { lastName birthDate } totalCount } }""",
        "/employees?filter[birth_date][lt]=1990-01-01&sort=birth_date,last_name&count=exact&fields=last_name,birth_date",
        "last_name birth_date",
        "SELECT LastName, date(BirthDate) FROM Employee WHERE EmployeeId = 2",
        NANCY,
        total="SELECT 1",
    ),
    Question(
        "a customer knows its own support representative, by name and address",
        "{ employees { nodes { firstName lastName email } totalCount } }",
        "/employees?count=exact&fields=first_name,last_name,email",
        "first_name last_name email",
        """SELECT e.FirstName, e.LastName, e.Email FROM Employee e JOIN Customer c ON c.SupportRepId = e.EmployeeId
           WHERE c.CustomerId = 3""",
        FRANK,
        total="SELECT 1",
    ),
    Question(
        "the size of a file is for staff",
        """{ tracks(first: 3, sort: [{size: DESC}]) { nodes { name size } } }""",
        "/tracks?first=3&sort=-size&fields=name,size",
        "name size",
        "SELECT Name, Bytes FROM Track ORDER BY Bytes IS NULL DESC, Bytes DESC, TrackId DESC LIMIT 3",
        JANE,
    ),
)

SALES: Final = (
    Question(
        "a customer's own invoices, with their lines",
        """{ invoices(sort: [{total: DESC}, {invoiceDate: DESC}]) { nodes { total invoiceDate customer { lastName }
             lines { nodes { quantity unitPrice track { name } } } } totalCount } }""",
        "/invoices?sort=-total,-invoice_date&count=exact"
        "&fields=total,invoice_date,customer(last_name),lines(quantity,unit_price,track(name))",
        "total invoice_date customer.last_name lines.quantity lines.unit_price lines.track.name",
        """SELECT printf('%.2f', i.Total), replace(i.InvoiceDate, ' ', 'T') || 'Z', c.LastName, l.Quantity,
                  printf('%.2f', l.UnitPrice), t.Name
           FROM Invoice i JOIN Customer c USING (CustomerId) JOIN InvoiceLine l USING (InvoiceId) JOIN Track t USING (TrackId)
           WHERE CustomerId = 3 ORDER BY i.Total DESC, i.InvoiceDate DESC, i.InvoiceId DESC, l.InvoiceLineId""",
        FRANK,
        total="SELECT count(*) FROM Invoice WHERE CustomerId = 3",
    ),
    Question(
        "a representative's customers and what they bought",
        """{ customers(first: 100, sort: [{lastName: ASC}]) { nodes { lastName phone
             invoices(first: 1, sort: [{invoiceDate: DESC}]) { nodes { total } totalCount } } totalCount } }""",
        "/customers?first=100&sort=last_name&count=exact&invoices.first=1&invoices.sort=-invoice_date&invoices.count=exact"
        "&fields=last_name,phone,invoices(total)",
        "last_name phone invoices.total invoices:total",
        """SELECT c.LastName, c.Phone, printf('%.2f', i.Total), i.n FROM Customer c
           JOIN (SELECT *, row_number() OVER (PARTITION BY CustomerId ORDER BY InvoiceDate DESC, InvoiceId DESC) AS place,
                        count(*) OVER (PARTITION BY CustomerId) AS n FROM Invoice) i USING (CustomerId)
           WHERE c.SupportRepId = 3 AND i.place = 1 ORDER BY c.LastName, c.CustomerId""",
        JANE,
        total="SELECT count(*) FROM Customer WHERE SupportRepId = 3",
    ),
    Question(
        "invoices of a representative's customers, in a time and above a sum",
        """{ invoices(first: 100, filter: {invoiceDate: {gte: "2024-01-01T00:00:00Z"}, total: {gte: "13.86"}})
             { nodes { databaseId total billingCountry customer { company } } totalCount } }""",
        "/invoices?first=100&filter[invoice_date][gte]=2024-01-01T00:00:00Z&filter[total][gte]=13.86&count=exact"
        "&fields=id,total,billing_country,customer(company)",
        "id total billing_country customer.company",
        """SELECT InvoiceId, printf('%.2f', Total), BillingCountry, c.Company FROM Invoice JOIN Customer c USING (CustomerId)
           WHERE c.SupportRepId = 3 AND InvoiceDate >= '2024-01-01' AND Total >= 13.86 ORDER BY InvoiceId""",
        JANE,
        total="""SELECT count(*) FROM Invoice JOIN Customer c USING (CustomerId)
                 WHERE c.SupportRepId = 3 AND InvoiceDate >= '2024-01-01' AND Total >= 13.86""",
    ),
    Question(
        "a manager sees every invoice, and not whose it is",
        """{ invoices(first: 10, sort: [{total: DESC}, {billingState: ASC}]) { nodes { total billingState } totalCount } }""",
        "/invoices?first=10&sort=-total,billing_state&count=exact&fields=total,billing_state",
        "total billing_state",
        """SELECT printf('%.2f', Total), BillingState FROM Invoice
           ORDER BY Total DESC, BillingState IS NULL, BillingState, InvoiceId LIMIT 10""",
        NANCY,
        total="SELECT count(*) FROM Invoice",
    ),
    Question(
        "tracks that somebody else bought are not found by having been bought",
        """{ tracks(first: 100, filter: {invoiceLines: {some: {quantity: {gte: 1}}}}) { nodes { databaseId } totalCount } }""",
        "/tracks?first=100&filter[invoice_lines][some][quantity][gte]=1&count=exact&fields=id",
        "id",
        """SELECT TrackId FROM Track WHERE TrackId IN (SELECT TrackId FROM InvoiceLine JOIN Invoice USING (InvoiceId)
                                                       WHERE CustomerId = 3) ORDER BY TrackId""",
        FRANK,
        total="SELECT count(DISTINCT TrackId) FROM InvoiceLine JOIN Invoice USING (InvoiceId) WHERE CustomerId = 3",
    ),
    Question(
        "a foreign key to a row that is not there for the caller is null",
        "{ customers(first: 100) { nodes { databaseId supportRep { lastName } } } }",
        "/customers?first=100&fields=id,support_rep(last_name)",
        "id support_rep.last_name",
        "SELECT CustomerId, e.LastName FROM Customer JOIN Employee e ON EmployeeId = SupportRepId WHERE CustomerId = 3",
        FRANK,
    ),
    Question(
        "roles add up: what either of them may read",
        "{ customers(first: 100, sort: [{id: ASC}]) { nodes { databaseId fax } totalCount } }",
        "/customers?first=100&sort=id&count=exact&fields=id,fax",
        "id fax",
        """SELECT CustomerId, CASE WHEN SupportRepId = 4 THEN Fax END FROM Customer ORDER BY CustomerId""",
        person("agent", "manager", employee=4),
        total="SELECT count(*) FROM Customer",
    ),
)

QUESTIONS: Final = (*CATALOGUE, *STAFF, *SALES)
