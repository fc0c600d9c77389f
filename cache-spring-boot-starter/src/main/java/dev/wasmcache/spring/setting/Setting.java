package dev.wasmcache.spring.setting;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

/** A property and its value, to be validated. Not for secrets: the exception shows the value. */
public final class Setting {

  private final String property;
  private final @Nullable Object value;

  private Setting(String property, @Nullable Object value) {
    this.property = property;
    this.value = value;
  }

  public static Setting of(String property, @Nullable Object value) {
    return new Setting(property, value);
  }

  /**
   * Refuses the value unless a condition holds.
   *
   * @param reason why it is refused: a clause
   * @param remedy what to do: a sentence
   */
  public Setting require(boolean condition, String reason, String remedy) {
    if (!condition) {
      throw new InvalidSettingException(
          property, "has the value '" + text() + "': " + reason, remedy);
    }
    return this;
  }

  public Setting requireAtLeast(DataSize smallest) {
    return requireAtLeast(smallest, "");
  }

  public Setting requireOffOrAtLeast(DataSize smallest) {
    return size().toBytes() == 0 ? this : requireAtLeast(smallest, "0 turns it off.");
  }

  public Setting requireAtLeast(DataSize smallest, String alternative) {
    String least = Bytes.format(smallest.toBytes());
    return require(
        size().compareTo(smallest) >= 0,
        "it is below " + least + ", too small to be of use",
        ("Set it to " + least.replace(" ", "") + " or more; a number without a unit means bytes. ")
            .concat(alternative)
            .strip());
  }

  private DataSize size() {
    return (DataSize) Objects.requireNonNull(value);
  }

  private String text() {
    return value instanceof DataSize size ? Bytes.format(size.toBytes()) : String.valueOf(value);
  }
}
