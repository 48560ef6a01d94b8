/**
 * Networks of providers that rent servers and VPN exits: people seldom sit there, scripts and stolen logins often do. A list of
 * our own, kept by hand; each number was looked up in the shipped data (RouteViews, 2026-06-17), whose names are shown. To add
 * one: its AS number, with the name for whoever reads this. Left out are networks that carry people as well (telecoms, Google's 15169,
 * Microsoft's 8075 with its offices, Apple's and Cloudflare's relays).
 */
export const hostingNetworks: ReadonlySet<number> = new Set([
  24940, // Hetzner
  213230, // Hetzner Cloud
  16276, // OVH
  14061, // DigitalOcean
  393406, // DigitalOcean
  16509, // Amazon
  14618, // Amazon
  396982, // Google Cloud
  31898, // Oracle Cloud
  36351, // IBM Cloud
  45102, // Alibaba Cloud
  37963, // Alibaba Cloud
  132203, // Tencent Cloud
  45090, // Tencent Cloud
  200350, // Yandex Cloud
  63949, // Linode (Akamai)
  20473, // Vultr
  51167, // Contabo
  40021, // Contabo
  60781, // Leaseweb
  28753, // Leaseweb
  30633, // Leaseweb
  395954, // Leaseweb
  59253, // Leaseweb
  205544, // Leaseweb
  133752, // Leaseweb
  9009, // M247
  16247, // M247
  12876, // Scaleway
  8560, // IONOS
  6724, // Strato
  47583, // Hostinger
  60068, // Datacamp
  212238, // Datacamp
  29802, // Hivelocity
  61317, // Hivelocity
  36352, // ColoCrossing (HostPapa)
  54290, // HostPapa
  49981, // WorldStream
  197540, // netcup
  31034, // Aruba
  199883, // Aruba
  26496, // GoDaddy
  26347, // DreamHost
  22612, // Namecheap
  46606, // Unified Layer
  33070, // Rackspace
  19994, // Rackspace
  27357, // Rackspace
  202053, // UpCloud
  25697, // UpCloud
  40676, // Psychz
  8100, // QuadraNet
  53667, // FranTech (BuyVM)
  50673, // Serverius
  63473, // HostHatch
  49505, // Selectel
  9123, // Timeweb
  210644, // Aeza
  202015, // HZ Hosting
  62240, // Clouvider
  199524, // G-Core
  202422, // G-Core
  20860, // Iomart
  29066, // velia.net
  42473, // Anexia
  44066, // firstcolo
  58061, // Scalaxy
  55286, // B2 Net Solutions
  19318, // Interserver
  32097, // WholeSale Internet
  203020, // HostRoyale
  9370, // Sakura
  135377, // UCloud
  41436, // Kamatera
  204957, // Green Floid
  39351, // 31173 Services (Mullvad)
  209854, // Cyberzone (Surfshark)
  136787, // PacketHub (NordVPN)
  46562, // Performive
  35916, // Multacom
  18978, // Enzu
  62904, // Eonix
  55081, // 24 Shells
  46844, // Sharktech
  43350, // NForce
  57043, // Hostkey
  60117, // Host Sailor
]);
