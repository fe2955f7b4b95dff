package org.fairlot.runtime.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.fairlot.kernel.Command;
import org.fairlot.kernel.Event;
import org.fairlot.kernel.Rejection;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.MapperConfig;
import tools.jackson.databind.introspect.Annotated;
import tools.jackson.databind.introspect.AnnotatedClass;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.jsontype.NamedType;
import tools.jackson.databind.type.LogicalType;

/**
 * JSON of the log and of the state stores. Domain types know nothing of it: a sealed interface is written with its
 * record's name in kebab case as {@code kind}, so no class name ever reaches the wire.
 */
public final class Json {

  /** For what we have written ourselves: members that a later version added are passed over. */
  public static final JsonMapper MAPPER = mapper().addModule(new Instants()).build();

  /** For what comes from outside: an unknown member, a wrong type or a repeated key is an error that names its place. */
  public static final JsonMapper STRICT =
      mapper()
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          // the feature above lets a number or a truth value pass for a text
          .withCoercionConfig(
              LogicalType.Textual,
              text -> {
                text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                text.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
              })
          .addModule(new StrictTexts())
          .build();

  private Json() {}

  private static JsonMapper.Builder mapper() {
    return JsonMapper.builder()
        .annotationIntrospector(new SealedTypes())
        .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
        .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
        .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL));
  }

  /** {@code FirstCome} becomes {@code first-come}. */
  static String kind(Class<?> type) {
    return type.getSimpleName().replaceAll("(?<=[a-z0-9])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }

  private static final class SealedTypes extends JacksonAnnotationIntrospector {

    @Override
    public JsonTypeInfo.Value findPolymorphicTypeInfo(MapperConfig<?> config, Annotated annotated) {
      if (annotated instanceof AnnotatedClass && sealedRoot(annotated.getRawType()) != null) {
        return JsonTypeInfo.Value.construct(
            JsonTypeInfo.Id.NAME, JsonTypeInfo.As.PROPERTY, "kind", null, false, true);
      }
      return super.findPolymorphicTypeInfo(config, annotated);
    }

    @Override
    public List<NamedType> findSubtypes(MapperConfig<?> config, Annotated annotated) {
      if (annotated instanceof AnnotatedClass && annotated.getRawType().isSealed()) {
        var found = new ArrayList<NamedType>();
        leaves(annotated.getRawType()).forEach(leaf -> found.add(new NamedType(leaf, kind(leaf))));
        return found;
      }
      return super.findSubtypes(config, annotated);
    }

    @Override
    public String findTypeName(MapperConfig<?> config, AnnotatedClass type) {
      return sealedRoot(type.getRawType()) != null ? kind(type.getRawType()) : super.findTypeName(config, type);
    }

    /** Commands, events and rejections are named by their own header or code, so their families need no {@code kind}. */
    private static Class<?> sealedRoot(Class<?> type) {
      if (Command.class.isAssignableFrom(type)
          || Event.class.isAssignableFrom(type)
          || Rejection.class.isAssignableFrom(type)) {
        return null;
      }
      if (type.isSealed() && type.isInterface()) {
        return type;
      }
      return Stream.of(type.getInterfaces()).filter(Class::isSealed).findFirst().orElse(null);
    }

    private static Stream<Class<?>> leaves(Class<?> type) {
      return type.isSealed() ? Stream.of(type.getPermittedSubclasses()).flatMap(SealedTypes::leaves) : Stream.of(type);
    }
  }
}
