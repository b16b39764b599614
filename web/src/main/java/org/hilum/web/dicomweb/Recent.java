package org.hilum.web.dicomweb;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Keeps the last few values used. */
final class Recent<K, V> {

  private final Map<K, V> values;

  Recent(int size) {
    this.values =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
            return size() > size;
          }
        };
  }

  synchronized @Nullable V get(K key) {
    return values.get(key);
  }

  /** Returns the value known so far, or null where the new one was kept. */
  synchronized @Nullable V putIfAbsent(K key, V value) {
    V known = values.get(key);
    if (known == null) {
      values.put(key, value);
    }
    return known;
  }

  synchronized void remove(K key) {
    values.remove(key);
  }

  synchronized void put(K key, V value) {
    values.put(key, value);
  }
}
