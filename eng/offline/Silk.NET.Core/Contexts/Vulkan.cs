using Silk.NET.Core.Native;

namespace Silk.NET.Core.Contexts
{
    /// <summary>A Vulkan surface of a window. Only the name is here: the stand-ins have no Vulkan.</summary>
    public interface IVkSurface
    {
        unsafe VkNonDispatchableHandle Create<T>(VkHandle instance, T* allocator)
            where T : unmanaged;

        unsafe byte** GetRequiredExtensions(out uint count);
    }

    /// <summary>Something that may have a Vulkan surface.</summary>
    public interface IVkSurfaceSource
    {
        IVkSurface? VkSurface { get; }
    }
}

namespace Silk.NET.Core.Native
{
    public struct VkHandle
    {
        public nint Handle;

        public VkHandle(nint handle) => Handle = handle;
    }

    public struct VkNonDispatchableHandle
    {
        public ulong Handle;

        public VkNonDispatchableHandle(ulong handle) => Handle = handle;
    }
}
