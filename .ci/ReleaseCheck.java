import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/**
 * Checks what was deployed to a directory: whether Maven Central accepts it, and whether an application needs nothing else of
 * this build. Prints what is wrong and exits with 1, or prints what was checked.
 */
final class ReleaseCheck {

  private static final String GROUP = "dev.wasmcache";
  private static final String COMMAND = "wasm-cache-cli";
  private static final String BOM = "wasm-cache-bom";

  /** What Maven Central requires of a POM. */
  private static final List<String> REQUIRED =
      List.of(
          "groupId",
          "artifactId",
          "version",
          "name",
          "description",
          "url",
          "licenses/license/name",
          "licenses/license/url",
          "developers/developer/name",
          "scm/connection",
          "scm/developerConnection",
          "scm/url");

  /** What only the build needs. An application that uses its artifacts does not. */
  private static final List<String> OF_THE_BUILD =
      List.of("parent", "modules", "build", "profiles", "repositories", "pluginRepositories", "reporting", "properties");

  /** Of the bill of materials: the components, and the tool that wrote it. */
  private static final Pattern COMPONENT_GROUP = Pattern.compile("\"group\"\\s*:\\s*\"([^\"]+)\"");

  private final List<String> problems = new ArrayList<>();
  private final XPath xpath = XPathFactory.newInstance().newXPath();
  private final Path repository;
  private final String licence;
  private final String notice;
  private final Set<String> deployed;
  private int archives;

  private ReleaseCheck(Path repository) throws IOException {
    this.repository = repository.resolve(GROUP.replace('.', '/'));
    licence = Files.readString(Path.of("LICENSE"));
    notice = Files.readString(Path.of("NOTICE"));
    deployed = names(this.repository).stream().filter(name -> name.startsWith("wasm-")).collect(Collectors.toSet());
  }

  public static void main(String[] arguments) throws Exception {
    ReleaseCheck check = new ReleaseCheck(Path.of(arguments[0]));
    for (String artifact : new TreeSet<>(check.deployed)) {
      check.artifact(artifact);
    }
    if (check.deployed.isEmpty()) {
      check.problems.add("Nothing is deployed");
    }
    check.problems.forEach(System.err::println);
    System.out.println(check.deployed.size() + " POMs and " + check.archives + " archives were checked");
    System.exit(check.problems.isEmpty() ? 0 : 1);
  }

  private void artifact(String name) throws Exception {
    List<String> versions =
        names(repository.resolve(name)).stream().filter(entry -> !entry.startsWith("maven-metadata")).toList();
    if (versions.size() != 1) {
      problems.add(name + ": one version is expected, not " + versions);
      return;
    }
    String version = versions.get(0);
    Path folder = repository.resolve(name).resolve(version);
    Document pom = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(only(folder, ".pom").toFile());
    pom(name, version, pom);
    if (name.equals(BOM)) {
      bom(pom);
      return;
    }
    archive(only(folder, "-sources.jar"), ".java");
    archive(only(folder, "-javadoc.jar"), "index.html");
    for (Path jar : files(folder, ".jar")) {
      String file = jar.getFileName().toString();
      if (!file.endsWith("-sources.jar") && !file.endsWith("-javadoc.jar")) {
        archive(jar, ".class");
      }
    }
    if (name.equals(COMMAND)) {
      command(folder);
    }
  }

  private void pom(String name, String version, Document pom) throws Exception {
    for (String path : REQUIRED) {
      if (text(pom, path).isBlank()) {
        problems.add(name + ": the POM has no " + path);
      }
    }
    for (String path : OF_THE_BUILD) {
      if (nodes(pom, path).getLength() > 0) {
        problems.add(name + ": the POM has the element " + path);
      }
    }
    if (!text(pom, "version").equals(version)) {
      problems.add(name + ": the version is " + text(pom, "version") + ", not " + version);
    }
    NodeList dependencies = nodes(pom, "//dependency");
    for (int i = 0; i < dependencies.getLength(); i++) {
      dependency(name, version, dependencies.item(i));
    }
  }

  private void dependency(String name, String version, Object dependency) throws Exception {
    String group = xpath.evaluate("groupId", dependency);
    String artifact = xpath.evaluate("artifactId", dependency);
    String needed = xpath.evaluate("version", dependency).replace("${project.version}", version);
    String of = name + ": the dependency " + group + ":" + artifact + ":" + needed;
    if (xpath.evaluate("scope", dependency).equals("test")) {
      problems.add(of + " is one of tests");
    }
    if (needed.isBlank() || needed.contains("${")) {
      problems.add(of + " has no version");
    }
    if (group.equals(GROUP) && !(deployed.contains(artifact) && needed.equals(version))) {
      problems.add(of + " is not deployed");
    }
    if (!group.equals(GROUP) && needed.endsWith("-SNAPSHOT")) {
      problems.add(of + " is a snapshot");
    }
  }

  private void bom(Document pom) throws Exception {
    Set<String> managed = new TreeSet<>();
    NodeList names = nodes(pom, "dependencyManagement/dependencies/dependency/artifactId");
    for (int i = 0; i < names.getLength(); i++) {
      managed.add(names.item(i).getTextContent());
    }
    Set<String> published = new TreeSet<>(deployed);
    published.remove(BOM);
    if (!managed.equals(published)) {
      problems.add(BOM + ": it manages " + managed + ", and " + published + " are deployed");
    }
  }

  private void archive(Path jar, String contains) throws IOException {
    archives++;
    try (ZipFile zip = new ZipFile(jar.toFile())) {
      startsWith(jar, zip, "META-INF/LICENSE", licence);
      startsWith(jar, zip, "META-INF/NOTICE", notice);
      if (zip.stream().noneMatch(entry -> entry.getName().endsWith(contains))) {
        problems.add(jar.getFileName() + ": there is no " + contains);
      }
      String pom = "META-INF/maven/" + GROUP + "/" + jar.getParent().getParent().getFileName() + "/pom.xml";
      if (read(zip, pom).contains("<parent>")) {
        problems.add(jar.getFileName() + ": the POM in it has a parent");
      }
    }
  }

  /** The archive of the command contains the texts of others too, after those of this project. */
  private void startsWith(Path jar, ZipFile zip, String name, String expected) throws IOException {
    if (!read(zip, name).startsWith(expected.stripTrailing())) {
      problems.add(jar.getFileName() + ": " + name + " is missing or not that of the project");
    }
  }

  /** The command's JAR contains its dependencies: each must be named in the list of licences. */
  private void command(Path folder) throws IOException {
    String parts = Files.readString(only(folder, "-cyclonedx.json"));
    try (ZipFile zip = new ZipFile(mainArchive(folder).toFile())) {
      String list = read(zip, "META-INF/THIRD-PARTY.txt");
      Matcher group = COMPONENT_GROUP.matcher(parts);
      Set<String> missing = new TreeSet<>();
      while (group.find()) {
        if (!Set.of(GROUP, "org.cyclonedx").contains(group.group(1)) && !list.contains("  " + group.group(1) + " (")) {
          missing.add(group.group(1));
        }
      }
      if (!missing.isEmpty()) {
        problems.add(COMMAND + ": META-INF/THIRD-PARTY.txt does not name " + missing);
      }
    }
  }

  private static Path mainArchive(Path folder) throws IOException {
    return files(folder, ".jar").stream()
        .filter(jar -> !jar.toString().matches(".*-(sources|javadoc|tests)\\.jar"))
        .findFirst()
        .orElseThrow();
  }

  private static String read(ZipFile zip, String name) throws IOException {
    if (zip.getEntry(name) == null) {
      return "";
    }
    return new String(zip.getInputStream(zip.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8);
  }

  private static Path only(Path folder, String end) throws IOException {
    List<Path> files = files(folder, end);
    if (files.size() != 1) {
      throw new IOException(folder + ": one file *" + end + " is expected, not " + files);
    }
    return files.get(0);
  }

  private static List<Path> files(Path folder, String end) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(end)).sorted().toList();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private String text(Document pom, String path) throws Exception {
    return xpath.evaluate("/project/" + path, pom);
  }

  private NodeList nodes(Document pom, String path) throws Exception {
    String absolute = path.startsWith("/") ? path : "/project/" + path;
    return (NodeList) xpath.evaluate(absolute, pom, XPathConstants.NODESET);
  }
}
